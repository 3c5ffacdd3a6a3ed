import type { TrainingEvent } from "../../index.js";

/** A finished epoch, as it goes into history.csv. */
export interface EpochRow {
  readonly epoch: number;
  readonly loss: number;
  readonly valLoss: number | undefined;
  readonly seconds: number;
  readonly imagesPerSecond: number;
}

/** The loss curve in the columns a chart wants: one x for all series, null where a series has no point. */
export interface Curve {
  /** Epochs since the start, with fractions; ascending. */
  readonly x: number[];
  /** Mean loss of the batches since the point before: what the network scored just then. */
  readonly batches: (number | null)[];
  /** Mean over an epoch, at its end. */
  readonly training: (number | null)[];
  readonly validation: (number | null)[];
}

/** How far a training run is: built from its events by {@link follow}, which is all the page shows of it. */
export interface Run {
  readonly epochs: number;
  /** Epochs that were done when it was started, or went on, the last time. */
  readonly begun: number;
  /** That an epoch trains on; of a run of another visit that is not known. */
  readonly samples: number | undefined;
  readonly steps: number;
  /** The epoch in progress, from 1, and its steps finished so far. */
  readonly epoch: number;
  readonly step: number;
  /** Share of all steps that are done, 0…1. */
  readonly progress: number;
  readonly loss: number | undefined;
  /** Of the last finished epoch. */
  readonly valLoss: number | undefined;
  readonly imagesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  readonly rows: readonly EpochRow[];
  /** The kernels in use: their level, and how many operations have theirs of others, where the tuner found these faster. */
  readonly kernels?: { readonly level: string; readonly others: number };
  /** Grows in place: copying it for every event would cost more than drawing it. */
  readonly curve: Curve;
}

/** @param samples that an epoch trains on */
export function newRun(epochs: number, batchSize: number, samples: number): Run {
  return {
    epochs,
    begun: 0,
    samples,
    steps: Math.ceil(samples / batchSize),
    epoch: 1,
    step: 0,
    progress: 0,
    loss: undefined,
    valLoss: undefined,
    imagesPerSecond: undefined,
    secondsLeft: undefined,
    rows: [],
    curve: { x: [], batches: [], training: [], validation: [] },
  };
}

/** What is known of an epoch of a run of another visit. */
export interface EpochLoss {
  readonly epoch: number;
  readonly loss: number;
  readonly valLoss?: number;
}

/** A run that has ended long ago. */
export function pastRun(losses: readonly EpochLoss[]): Run {
  const epochs = losses.at(-1)?.epoch ?? 0;
  const run = newRun(epochs, 1, 1);
  for (const { epoch, loss, valLoss } of losses) {
    addPoint(run.curve, epoch, { training: loss, ...(valLoss !== undefined && { validation: valLoss }) });
  }
  const rows = losses.map(({ epoch, loss, valLoss }) => ({ epoch, loss, valLoss, seconds: 0, imagesPerSecond: 0 }));
  const last = rows.at(-1);
  return {
    ...run,
    samples: undefined,
    epoch: Math.max(1, epochs),
    step: 1,
    progress: 1,
    loss: last?.loss,
    valLoss: last?.valLoss,
    rows,
  };
}

/**
 * The run after one more event.
 * @param elapsed seconds since the run began
 */
export function follow(run: Run, event: TrainingEvent, elapsed: number): Run {
  switch (event.type) {
    case "begin": {
      const { epochs, steps, level, tuned } = event;
      return { ...run, epochs, steps, kernels: { level, others: Object.keys(tuned?.operations ?? {}).length } };
    }
    case "step": {
      const { epoch, step, steps, loss, losses, imagesPerSecond } = event;
      if (losses.length > 0) {
        const x = epoch - 1 + step / steps;
        addPoint(run.curve, x, { batches: losses.reduce((sum, value) => sum + value, 0) / losses.length });
      }
      return { ...run, epoch, step, steps, loss, imagesPerSecond, ...outlook(run, epoch - 1 + step / steps, elapsed) };
    }
    case "epoch": {
      const { epoch, seconds, imagesPerSecond } = event;
      const { loss, val_loss: valLoss } = event.logs;
      addPoint(run.curve, epoch, { training: loss, ...(valLoss !== undefined && { validation: valLoss }) });
      const rows = [...run.rows, { epoch, loss, valLoss, seconds, imagesPerSecond }];
      return { ...run, epoch, step: run.steps, loss, valLoss, imagesPerSecond, rows, ...outlook(run, epoch, elapsed) };
    }
    case "diverged":
    case "end":
      return run;
  }
}

/** The run as it was when `epoch` had finished: what came after was lost with the GPU. */
export function rewound(run: Run, epoch: number): Run {
  const rows = run.rows.filter((row) => row.epoch <= epoch);
  const last = rows.at(-1);
  const kept = run.curve.x.findLastIndex((x) => x <= epoch) + 1;
  for (const column of Object.values(run.curve)) column.length = kept;
  return {
    ...run,
    rows,
    epoch: epoch + 1,
    step: 0,
    progress: epoch / run.epochs,
    loss: last?.loss,
    valLoss: last?.valLoss,
    secondsLeft: undefined,
  };
}

/**
 * A run that has ended, with so many epochs more before it. An epoch that was cut short begins anew.
 * @param samples that an epoch trains on
 */
export function lengthened(run: Run, more: number, batchSize: number, samples: number): Run {
  const begun = run.rows.at(-1)?.epoch ?? 0;
  return { ...rewound({ ...run, epochs: begun + more }, begun), begun, samples, steps: Math.ceil(samples / batchSize) };
}

function outlook(run: Run, epochsDone: number, elapsed: number): Pick<Run, "progress" | "secondsLeft"> {
  const progress = epochsDone / run.epochs;
  return { progress, secondsLeft: progress > 0 ? (elapsed * (1 - progress)) / progress : undefined };
}

type Point = Partial<Record<"batches" | "training" | "validation", number>>;

function addPoint(curve: Curve, x: number, point: Point): void {
  // The last step of an epoch and the epoch itself share their x: one column for both.
  const last = curve.x.length - 1;
  const at = curve.x[last] === x ? last : last + 1;
  curve.x[at] = x;
  for (const series of ["batches", "training", "validation"] as const) {
    curve[series][at] = point[series] ?? curve[series][at] ?? null;
  }
}
