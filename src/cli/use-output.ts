import { once } from "node:events";
import { extname } from "node:path";
import { npyFile } from "../data.js";
import { ArgumentError } from "../errors.js";
import { type CsvColumn, csvPieces } from "./csv-file.js";
import { placeTold } from "./facts.js";
import type { JobEvent } from "./job.js";
import { type OutputFile, openOutputFile } from "./output.js";
import { jsonLine, printable } from "./printable.js";
import type { UseData } from "./use-data.js";

/** What a result can be written as, by the ending of the file's name. */
export const ENDINGS = [".csv", ".npy", ".png"] as const;
export type Ending = (typeof ENDINGS)[number];

/** What a command tells and gives: data on stdout or in a file; words for people on stderr, in JSON everything on stdout. */
export class UseOutput {
  private constructor(
    private readonly json: boolean,
    /** How the result is written. */
    readonly ending: Ending,
    private readonly file: OutputFile | undefined,
  ) {}

  /**
   * @param out the file for the result; default: stdout, as CSV
   * @throws {ArgumentError} when it can't be written, or its name ends in something else than one of `endings`
   */
  static async open(json: boolean, out: string | undefined, endings: readonly Ending[]): Promise<UseOutput> {
    if (out === undefined) return new UseOutput(json, ".csv", undefined);
    const found = extname(out).toLowerCase();
    // Devices and pipes, such as /dev/null, have names without endings.
    const ending = found === "" ? ".csv" : endings.find((known) => known === found);
    if (ending === undefined) {
      throw new ArgumentError(`"${out}" ends in ${found}; what can be written ends in ${endings.join(", ")}.`);
    }
    return new UseOutput(json, ending, await openOutputFile(out));
  }

  get path(): string | undefined {
    return this.file?.path;
  }

  /** How data were read, and what should be known about that. */
  read({ summary, warnings, dataset }: Pick<UseData, "summary" | "warnings" | "dataset">): void {
    this.say(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}`);
    this.event({ event: "read", samples: dataset.count, summary });
    for (const message of warnings) this.warn(message);
  }

  warn(message: string): void {
    this.say(`Warning: ${message}`);
    this.event({ event: "warning", message });
  }

  handle(event: JobEvent): void {
    const place = placeTold(event);
    if (!place) return;
    this.say(place.line);
    this.event(place.told);
  }

  /** A line for people. */
  say(line: string): void {
    process.stderr.write(`${printable(line)}\n`);
  }

  /** A table of `count` rows: as CSV in the file or on stdout, or, in JSON without a file, an event a row. */
  async table(columns: readonly CsvColumn[], count: number): Promise<void> {
    if (this.file) return this.file.write(csvPieces(columns, count));
    if (!this.json) return writeOut(csvPieces(columns, count));
    return writeOut(jsonRows(columns, count));
  }

  /** An array as NPY, in the file. */
  async array(data: Float32Array | Float64Array, shape: readonly number[]): Promise<void> {
    await this.bytes(npyFile(data, shape));
  }

  async bytes(content: Uint8Array): Promise<void> {
    if (!this.file) throw new Error("Only tables go to stdout.");
    await this.file.write(content);
  }

  /** The last word; people read it where the data are not. */
  done(facts: Readonly<Record<string, unknown>>, text: string): void {
    const { path } = this;
    this.event({ event: "done", ...facts, ...(path !== undefined && { out: path }) });
    if (this.json || path === undefined) this.say(text);
    else process.stdout.write(`${printable(text)}\n`);
  }

  private event(event: Readonly<Record<string, unknown>>): void {
    if (this.json) process.stdout.write(jsonLine(event));
  }
}

function* jsonRows(columns: readonly CsvColumn[], count: number): Generator<string> {
  for (let row = 0; row < count; row++) {
    const fields = columns.map((column) => [column.name, "texts" in column ? column.texts(row) : column.numbers(row)]);
    yield jsonLine({ event: "sample", ...Object.fromEntries(fields) });
  }
}

/** Writes as fast as the reader takes it: a large table must not pile up in memory. A program gets it as it is, a terminal as text. */
async function writeOut(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    if (!process.stdout.write(process.stdout.isTTY ? printable(piece) : piece)) await once(process.stdout, "drain");
  }
}
