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
  /** Of an `InterruptedError`. */
  readonly signal?: Interruption;
}

const PLAIN = [ArgumentError, DataError, FormatError, GpuError, GpuUnavailableError, IsthmusError, ShapeError];

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message } = error;
  if (error instanceof NumericalError) return { name, message, epoch: error.epoch, step: error.step };
  return error instanceof InterruptedError ? { name, message, signal: error.signal } : { name, message };
}

/** The error again, of the class it had, so that the exit code can be told from it. */
export function errorOf({ name, message, epoch = 0, step = 0, signal }: Failure): Error {
  if (name === "NumericalError") return new NumericalError(message, epoch, step);
  if (name === "DeviceLostError") return new DeviceLostError(message, "unknown");
  if (name === "InterruptedError") return new InterruptedError(message, signal);
  const known = PLAIN.find((type) => new type("").name === name);
  return known ? new known(message) : Object.assign(new Error(message), { name });
}

/** Signals that end a command, and their exit codes, as shells count them: 128 and the signal's number. */
export const INTERRUPTIONS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
export type Interruption = keyof typeof INTERRUPTIONS;

/** The user gave up: a second Ctrl-C, or one before there was anything to keep; or another signal said so. */
export class InterruptedError extends IsthmusError {
  override name = "InterruptedError";

  constructor(
    message: string,
    readonly signal: Interruption = "SIGINT",
  ) {
    super(message);
  }
}

/** 2 for what the user can mend in the command or its files, a signal's own for an interruption, 1 for everything else. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof InterruptedError) return INTERRUPTIONS[error.signal];
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
