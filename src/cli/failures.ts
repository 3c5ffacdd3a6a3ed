import {
  ArgumentError,
  DataError,
  DeviceLostError,
  FormatError,
  GpuError,
  GpuUnavailableError,
  IsthmusError,
  NumericalError,
  ShapeError,
} from "../errors.js";

/** An error as it travels from the page to Node: what is left of an `Error` in JSON. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  /** Of a `NumericalError`. */
  readonly epoch?: number;
  readonly step?: number;
}

const PLAIN = [ArgumentError, DataError, FormatError, GpuError, GpuUnavailableError, IsthmusError, ShapeError];

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message } = error;
  return error instanceof NumericalError ? { name, message, epoch: error.epoch, step: error.step } : { name, message };
}

/** The error again, of the class it had, so that the exit code can be told from it. */
export function errorOf({ name, message, epoch = 0, step = 0 }: Failure): Error {
  if (name === "NumericalError") return new NumericalError(message, epoch, step);
  if (name === "DeviceLostError") return new DeviceLostError(message, "unknown");
  if (name === "InterruptedError") return new InterruptedError(message);
  const known = PLAIN.find((type) => new type("").name === name);
  return known ? new known(message) : Object.assign(new Error(message), { name });
}

/** Ctrl-C, as shells count it: 128 + SIGINT. */
export const INTERRUPTED = 130;

/** The user gave up: a second Ctrl-C, or one before there was anything to keep. */
export class InterruptedError extends IsthmusError {
  override name = "InterruptedError";
}

/** 2 for what the user can mend in the command or its files, 130 for Ctrl-C, 1 for everything else. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof InterruptedError) return INTERRUPTED;
  const mistakes = [ArgumentError, ShapeError, DataError, FormatError];
  return mistakes.some((type) => error instanceof type) ? 2 : 1;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk's quota is used up",
  EFBIG: "the file would be larger than is allowed",
  ENOENT: "the folder is not there any more",
  EROFS: "the disk can only be read",
  EACCES: "it is not allowed",
  EPERM: "it is not allowed",
  EIO: "the disk failed",
};

/** Why something could not be written, in words where there are some. */
export function whyNot(error: unknown): string {
  const { code = "", message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { message: String(error) };
  const words = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  return words === undefined ? message : `${words} (${code})`;
}
