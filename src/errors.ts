/**
 * The errors of Isthmus. Every message says what was wrong and what to do about it; `cause` carries the
 * underlying error where there is one. Catch `IsthmusError` to catch them all, a class to tell them apart.
 */
export class IsthmusError extends Error {
  // A class's own name is gone from what is published, and consoles print it beside the error's.
  static override readonly name: string = "IsthmusError";
  override name = this.constructor.name;

  /** @param message shortened in its middle where a file is quoted at length; at its end stands what to do */
  constructor(message?: string, options?: ErrorOptions) {
    super(message && message.length > 1500 ? `${message.slice(0, 900)} … ${message.slice(-500)}` : message, options);
  }
}

/** An option or argument has a value that makes no sense: zero epochs, a negative learning rate, an unknown name. */
export class ArgumentError extends IsthmusError {
  static override readonly name: string = "ArgumentError";
}

/** Two shapes that must meet do not: data too narrow for the model, a decoder that does not return to the input. */
export class ShapeError extends IsthmusError {
  static override readonly name: string = "ShapeError";
}

/** The data itself is unusable: empty, truncated, not finite, outside the range its loss needs. */
export class DataError extends IsthmusError {
  static override readonly name: string = "DataError";
}

/** Bytes that claim to be a file format are not, or break its rules. */
export class FormatError extends IsthmusError {
  static override readonly name: string = "FormatError";
}

/** No usable WebGPU: no API, an insecure page, no adapter, or an adapter whose limits are too small. */
export class GpuUnavailableError extends IsthmusError {
  static override readonly name: string = "GpuUnavailableError";
}

/** WebGPU rejected what Isthmus asked of it: a shader that does not compile, an allocation that does not fit. */
export class GpuError extends IsthmusError {
  static override readonly name: string = "GpuError";
}

/** The GPU went away: driver reset, watchdog, unplugged, or the device was destroyed. */
export class DeviceLostError extends IsthmusError {
  static override readonly name: string = "DeviceLostError";

  constructor(
    message: string,
    /** WebGPU's reason: `"destroyed"` when `GPUDevice.destroy()` was called, `"unknown"` otherwise. */
    readonly reason: GPUDeviceLostReason,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Training left the finite numbers. The model keeps the last weights whose loss was finite. */
export class NumericalError extends IsthmusError {
  static override readonly name: string = "NumericalError";

  constructor(
    message: string,
    /** Epoch, counted from 1, in which the loss stopped being finite. */
    readonly epoch: number,
    /** Step within that epoch, counted from 1. */
    readonly step: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What kind of thing a value is, of another window's as well: `Array`, `Float64Array`, `Promise`. */
export const kindOf = (value: unknown) => Object.prototype.toString.call(value).slice(8, -1);

/** What a message has room for, in characters. */
const ROOM = 60;

/** For `JSON.stringify`: arrays may be long, and would be written number by number. With its comma each takes two characters at least. */
function shortened(this: Record<string, unknown>, name: string, value: unknown): unknown {
  // Node's Buffer was made a list of numbers before.
  const own = this[name];
  if (ArrayBuffer.isView(own)) return kindOf(own);
  return Array.isArray(value) ? value.slice(0, ROOM / 2) : value;
}

/** A value as a message shows it: as JSON, shortened, or what it is. Never throws. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return `${value}`;
  if (typeof value === "bigint") return `${value}n`;
  let text: string | undefined;
  try {
    const kind = kindOf(value);
    if (kind === "Promise") return "a promise: await it";
    text = /^(Object|Array|String|Boolean|Null)$/.test(kind)
      ? JSON.stringify(value, shortened)
      : `${/^[AEIO]/.test(kind) ? "an" : "a"} ${kind}`;
  } catch {
    // It is nested too deeply, in itself, or holds what is no JSON.
  }
  text ??= `a value of type ${typeof value}`;
  return text.length > ROOM ? `${text.slice(0, ROOM)}…` : text;
}
