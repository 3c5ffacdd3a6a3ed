import type { TrainingEvent } from "../index.js";
import { count, duration, loss, perStep, wholeSeconds } from "./format.js";

/** Where progress goes: `process.stderr` is one. */
export interface ProgressStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const BAR = 20;
const CLEAR_LINE = "\x1b[K";
/** Terminals flicker when written to more often. */
const REDRAW_SECONDS = 0.1;

/**
 * Shows training as Keras does. On a terminal a line for each epoch that is redrawn in place:
 * `118/235 ━━━━━━━━━━────────── 4 s 38 ms/step - loss: 0.1834 - 6,700 images/s - 7 min 03 s left`.
 * Elsewhere (a log file, a pipe) one line when an epoch is done.
 */
export class Progress {
  /** What the samples are called. */
  what = "images";
  private epochs = 0;
  private steps = 0;
  /** The epoch's last step so far: where training was stopped, not all of them are taken. */
  private last = { step: 0, seconds: 0 };
  private epochSeconds = 0;
  /** Epochs that {@link epochSeconds} took. */
  private epochsTimed = 0;
  private drawn = false;
  private drawnAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly stream: ProgressStream,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {}

  handle(event: TrainingEvent): void {
    if (event.type === "begin") {
      this.epochs = event.epochs;
      this.steps = event.steps;
    } else if (event.type === "step") {
      this.last = event;
      if (!this.stream.isTTY || (this.drawn && this.now() - this.drawnAt < REDRAW_SECONDS)) return;
      this.beginEpoch(event.epoch);
      this.drawnAt = this.now();
      this.draw(
        `${this.counter(event.step)} ${bar(event.step / event.steps)} ${this.remainingInEpoch(event)}` +
          `${perStep(event.seconds / event.step)}/step - loss: ${loss(event.loss)} - ` +
          `${count(event.imagesPerSecond)} ${this.what}/s${this.left(event.epoch - 1, event.seconds, event.step / event.steps)}`,
      );
    } else if (event.type === "epoch") {
      this.epochSeconds += event.seconds;
      this.epochsTimed += 1;
      const logs = Object.entries(event.logs).map(([name, value]) => `${name}: ${loss(value ?? Number.NaN)}`);
      const rest = `${logs.join(" - ")} - ${count(event.imagesPerSecond)} ${this.what}/s`;
      const left = this.left(event.epoch, 0, 0);
      if (this.stream.isTTY) {
        this.beginEpoch(event.epoch);
        const { step, seconds } = this.last;
        const steps = `${this.counter(step)} ${bar(step / this.steps)}`;
        this.draw(`${steps} ${duration(event.seconds)} ${perStep(seconds / step)}/step - ${rest}${left}`);
        this.end();
      } else {
        this.stream.write(`Epoch ${event.epoch}/${this.epochs} - ${duration(event.seconds)} - ${rest}${left}\n`);
      }
    }
  }

  /** Ends a line that is being redrawn, so that other text can follow. */
  end(): void {
    if (this.drawn) this.stream.write("\n");
    this.drawn = false;
  }

  private beginEpoch(epoch: number): void {
    if (!this.drawn) this.stream.write(`Epoch ${epoch}/${this.epochs}\n`);
    this.drawn = true;
  }

  private draw(line: string): void {
    // A line that wraps could not be redrawn; the last column makes some terminals wrap as well.
    this.stream.write(`\r${line.slice(0, (this.stream.columns ?? 120) - 1)}${CLEAR_LINE}`);
  }

  private counter(step: number): string {
    return `${String(step).padStart(String(this.steps).length)}/${this.steps}`;
  }

  private remainingInEpoch({ step, steps, seconds }: { step: number; steps: number; seconds: number }): string {
    const left = (seconds / step) * (steps - step);
    return left < 0.5 ? "" : `${wholeSeconds(left)} `;
  }

  /** ` - 7 min 03 s left`, from the epochs so far and the part of this one that is done; nothing for less than a second. */
  private left(epochsDone: number, seconds: number, part: number): string {
    const timed = this.epochsTimed + part;
    if (timed === 0 || epochsDone >= this.epochs) return "";
    const left = ((this.epochSeconds + seconds) / timed) * (this.epochs - epochsDone - part);
    return left < 0.5 ? "" : ` - ${wholeSeconds(left)} left`;
  }
}

function bar(part: number): string {
  const done = Math.round(BAR * part);
  return "━".repeat(done) + "─".repeat(BAR - done);
}
