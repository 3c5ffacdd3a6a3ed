import type { StepEvent } from "../index.js";
import { adapterLine } from "./facts.js";
import type { Failure } from "./failures.js";
import { count, countOf } from "./format.js";
import { type EpochRecord, epochRecord } from "./history-file.js";
import type { AdapterEvent, JobEvent } from "./job.js";
import { levelText } from "./level-file.js";
import { jsonLine, printable } from "./printable.js";
import { Progress } from "./progress.js";
import type { RunState } from "./run-state.js";

/** Keeps what a training run told, and tells it on: to people on stderr, in JSON to programs on stdout. */
export class RunLog {
  adapter: AdapterEvent | undefined;
  /** The kernels that training used. */
  level: string | undefined;
  readonly warnings: string[] = [];
  /** Those of the run's earlier parts come first. */
  epochs: EpochRecord[];
  private readonly progress = new Progress(process.stderr);
  private lastStep: StepEvent | undefined;
  private beganAt: number | undefined;
  private endedAt: number | undefined;

  /** @param earlier what a run has behind it that goes on */
  constructor(
    private readonly json: boolean,
    private readonly earlier: Pick<RunState, "epochs" | "seconds"> = { epochs: [], seconds: 0 },
  ) {
    this.epochs = [...earlier.epochs];
  }

  /** What the samples are called. */
  set what(word: string) {
    this.progress.what = word;
  }

  /** Training has begun: there is something to keep from now on. */
  get begun(): boolean {
    return this.beganAt !== undefined;
  }

  /** Seconds from the beginning of training to its end, or until now; those of the run's earlier parts with them. */
  get seconds(): number {
    const { beganAt, endedAt = performance.now() } = this;
    return this.earlier.seconds + (beganAt === undefined ? 0 : (endedAt - beganAt) / 1000);
  }

  handle(event: JobEvent): void {
    switch (event.type) {
      case "adapter": {
        const { vendor, architecture, software } = event;
        this.adapter = event;
        this.say(adapterLine(event));
        this.emit({ event: "adapter", vendor, architecture, software });
        break;
      }
      case "warning":
        // Before training and after it, much the same is held against each other.
        if (this.warnings.includes(event.message)) break;
        this.warnings.push(event.message);
        this.say(`Warning: ${event.message}`);
        this.emit({ event: "warning", message: event.message });
        break;
      case "begin": {
        const { epochs, initialEpoch, steps, batchSize, samples, validationSamples } = event;
        this.beganAt ??= performance.now();
        this.level = levelText(event.tuned ?? event.level);
        const precision = event.precision ? `, precision ${event.precision}` : "";
        const validated = validationSamples ? `, validates on ${count(validationSamples)}` : "";
        if (initialEpoch > 0) this.say(`Goes on after epoch ${initialEpoch}.`);
        this.say(
          `Trains on ${countOf(samples, "samples")}${validated}: ${countOf(steps, "steps")} of ${batchSize} an epoch, kernels ${this.level}${precision}`,
        );
        this.progress.handle(event);
        this.emit({
          event: "begin",
          epochs,
          initial_epoch: initialEpoch,
          steps,
          batch_size: batchSize,
          samples,
          validation_samples: validationSamples,
          level: event.level,
          ...(event.tuned && { operations: event.tuned.operations }),
          ...(event.precision && { precision: event.precision }),
        });
        break;
      }
      case "step":
        this.lastStep = event;
        this.progress.handle(event);
        break;
      case "epoch": {
        const { epoch, logs, seconds, imagesPerSecond } = event;
        const record = epochRecord(event, this.lastStep);
        this.epochs.push(record);
        this.endedAt = performance.now();
        this.progress.handle(event);
        const { unfinished } = record;
        const told = { epoch, ...logs, seconds, images_per_second: imagesPerSecond };
        this.emit({ event: "epoch", ...told, ...(unfinished && { unfinished }) });
        break;
      }
      case "lost":
        this.say(
          `The GPU was lost: training ${event.epoch === 0 ? "begins anew" : `goes on after epoch ${event.epoch}`}.`,
        );
        this.epochs = this.epochs.filter(({ epoch }) => epoch <= event.epoch);
        this.emit({ event: "lost", epoch: event.epoch });
        break;
      case "end":
        this.endedAt = performance.now();
        this.endLine();
        break;
    }
  }

  /** A line for people. */
  say(line: string): void {
    this.endLine();
    process.stderr.write(`${printable(line)}\n`);
  }

  /** Ends a progress line that is still being redrawn. */
  endLine(): void {
    this.progress.end();
  }

  /** The run's last word. */
  done(facts: Readonly<Record<string, unknown>>, text: string): void {
    this.emit({ event: "done", ...facts });
    if (this.json) this.say(text);
    else process.stdout.write(`${printable(text)}\n`);
  }

  /** The last word of a run that failed but left something. */
  fail({ name, message }: Failure, kept: string): void {
    this.emit({ event: "error", name, message: `${message} ${kept}` });
    this.say(`${name}: ${message}\n${kept}`);
  }

  private emit(event: Readonly<Record<string, unknown>>): void {
    if (this.json) process.stdout.write(jsonLine(event));
  }
}
