/**
 * The errors of Isthmus. Every message says what was wrong and what to do about it; `cause` carries the
 * underlying error where there is one. Catch `IsthmusError` to catch them all, a class to tell them apart.
 */
export class IsthmusError extends Error {
  override name = "IsthmusError";

  /** @param message shortened in its middle where a file is quoted at length; at its end stands what to do */
  constructor(message?: string, options?: ErrorOptions) {
    super(message && message.length > 1500 ? `${message.slice(0, 900)} … ${message.slice(-500)}` : message, options);
  }
}

/** An option or argument has a value that makes no sense: zero epochs, a negative learning rate, an unknown name. */
export class ArgumentError extends IsthmusError {
  override name = "ArgumentError";
}

/** Two shapes that must meet do not: data too narrow for the model, a decoder that does not return to the input. */
export class ShapeError extends IsthmusError {
  override name = "ShapeError";
}

/** The data itself is unusable: empty, truncated, not finite, outside the range its loss needs. */
export class DataError extends IsthmusError {
  override name = "DataError";
}

/** Bytes that claim to be a file format are not, or break its rules. */
export class FormatError extends IsthmusError {
  override name = "FormatError";
}

/** No usable WebGPU: no API, an insecure page, no adapter, or an adapter whose limits are too small. */
export class GpuUnavailableError extends IsthmusError {
  override name = "GpuUnavailableError";
}

/** WebGPU rejected what Isthmus asked of it: a shader that does not compile, an allocation that does not fit. */
export class GpuError extends IsthmusError {
  override name = "GpuError";
}

/** The GPU went away: driver reset, watchdog, unplugged, or the device was destroyed. */
export class DeviceLostError extends IsthmusError {
  override name = "DeviceLostError";

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
  override name = "NumericalError";

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

/** A value as a message shows it: as JSON, shortened. Asks nothing of the value itself, and never throws. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return `${value}`;
  if (typeof value === "bigint") return `${value}n`;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // It is nested too deeply, in itself, or holds what is no JSON.
  }
  text ??= `a value of type ${typeof value}`;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
