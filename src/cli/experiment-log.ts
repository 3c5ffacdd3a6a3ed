import type { Progress } from "../experiments/experiment.js";
import { placeTold } from "./facts.js";
import type { AdapterEvent, JobEvent } from "./job.js";
import { jsonLine, printable } from "./printable.js";
import type { ProgressStream } from "./progress.js";

/** A log that is read later needs no more lines than that. */
const LOG_SECONDS = 5;
const CLEAR_LINE = "\x1b[K";

/**
 * Tells how an experiment is getting on: to people on stderr (on a terminal a line that is redrawn, else a line for each
 * thing it does), in JSON to programs on stdout.
 */
export class ExperimentLog {
  adapter: AdapterEvent | undefined;
  private readonly begunAt: number;
  private doing: string | undefined;
  private wroteAt = Number.NEGATIVE_INFINITY;
  private drawn = false;

  constructor(
    private readonly json: boolean,
    private readonly stream: ProgressStream = process.stderr,
    private readonly out: { write(text: string): unknown } = process.stdout,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {
    this.begunAt = now();
  }

  /** Seconds since the beginning. */
  get seconds(): number {
    return this.now() - this.begunAt;
  }

  handle(event: JobEvent): void {
    if (event.type === "adapter") this.adapter = event;
    const place = placeTold(event);
    if (place) {
      this.say(place.line);
      this.emit(place.told);
    } else if (event.type === "progress") {
      const { type: _, ...progress } = event;
      this.draw(progress);
      this.emit({ event: "progress", ...progress });
    }
  }

  /** A line for people. */
  say(line: string): void {
    this.endLine();
    this.stream.write(`${printable(line)}\n`);
  }

  /** Ends a progress line that is still being redrawn. */
  endLine(): void {
    if (this.drawn) this.stream.write("\n");
    this.drawn = false;
  }

  /** The experiment's last word: its result for people, where it lies for programs. */
  done(facts: Readonly<Record<string, unknown>>, text: string): void {
    this.endLine();
    this.emit({ event: "done", ...facts });
    if (!this.json) this.out.write(`${printable(text)}\n`);
  }

  private draw({ doing, detail, fraction }: Progress): void {
    const told = `${String(Math.round(100 * fraction)).padStart(3)} %  ${doing}${detail === undefined ? "" : `: ${detail}`}`;
    const line = printable(told);
    if (!this.stream.isTTY) {
      const news = doing !== this.doing || this.now() - this.wroteAt >= LOG_SECONDS;
      if (!news) return;
      this.doing = doing;
      this.wroteAt = this.now();
      this.stream.write(`${line}\n`);
      return;
    }
    // A line that wraps could not be redrawn; the last column makes some terminals wrap as well.
    this.stream.write(`\r${line.slice(0, (this.stream.columns ?? 120) - 1)}${CLEAR_LINE}`);
    this.drawn = true;
  }

  private emit(event: Readonly<Record<string, unknown>>): void {
    if (this.json) this.out.write(jsonLine(event));
  }
}
