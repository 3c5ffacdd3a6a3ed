import type { Comparison } from "../../index.js";
import { type DataOptions, loadData } from "../data.js";
import { placeTold } from "../facts.js";
import { countOf } from "../format.js";
import { abortAtInterrupt } from "../interrupt.js";
import { withoutUse } from "../level-file.js";
import { type ModelOptions, modelFor } from "../model.js";
import { jsonLine, printable } from "../printable.js";
import { type Runtime, runIn } from "../runtime.js";
import { table } from "../table.js";
import { sendable } from "../wire.js";

export interface CompareOptions extends ModelOptions, DataOptions {
  readonly steps: number;
  readonly batchSize: number;
  readonly runtime: Runtime;
  readonly software: boolean;
  readonly json: boolean;
}

/** `isthmus compare`: prints how far the GPU is from the reference. Returns the exit code: 1 when a bound is broken. */
export async function compare(options: CompareOptions): Promise<number> {
  const { steps, batchSize, runtime, software, json } = options;
  const data = await loadData(options);
  const model = modelFor(options, data.shape);
  const beside = await withoutUse(model, options.level, Math.min(batchSize, data.train.count));
  for (const line of [...data.summaries, ...data.warnings, ...(beside ? [beside] : [])]) {
    process.stderr.write(`${printable(line)}\n`);
  }
  const interrupted = abortAtInterrupt("Interrupted: the comparison was not finished.");
  try {
    const spec = { model, steps, batchSize };
    const { refs, values } = sendable({ train: data.train });
    const { value: comparison } = await runIn<Comparison>(runtime, {
      job: { kind: "compare", spec, data: refs },
      data: values,
      software,
      emit: (event) => {
        const place = placeTold(event);
        if (!place) return;
        process.stderr.write(`${printable(place.line)}\n`);
        if (json) process.stdout.write(jsonLine(place.told));
      },
      report: (line) => void process.stderr.write(`${printable(line)}\n`),
      abort: interrupted.signal,
    });
    process.stdout.write(json ? jsonLines(comparison) : `${printable(comparisonText(comparison))}\n`);
    return comparison.passed ? 0 : 1;
  } finally {
    interrupted.release();
  }
}

function jsonLines({ rows, losses, ...rest }: Comparison): string {
  const events = [
    ...rows.map((row) => ({ event: "buffer", ...row })),
    ...losses.map((row) => ({ event: "loss", ...row })),
    { event: "done", ...rest },
  ];
  return events.map(jsonLine).join("");
}

/** The comparison for people: a table of buffers, one of losses, and the verdict. */
export function comparisonText(comparison: Comparison): string {
  const { level, steps, batchSize, rows, losses, weightError, passed } = comparison;
  const buffers = table(
    [
      { title: "step", align: "right" },
      { title: "call" },
      { title: "kernel" },
      { title: "buffer" },
      { title: "elements", align: "right" },
      { title: "largest error", align: "right" },
      { title: "of its bound", align: "right" },
      { title: "" },
    ],
    rows.map((row) => [
      String(row.step),
      row.call,
      row.kernel,
      row.buffer,
      row.elements.toLocaleString("en-US"),
      scientific(row.maxError),
      percent(row.boundShare),
      row.boundShare <= 1 ? "" : "FAIL",
    ]),
  );
  const lossTable = table(
    ["step", "loss on the GPU", "in float64", "relative error"].map((title) => ({ title, align: "right" })),
    losses.map(({ step, gpu, reference, relativeError }) => [
      String(step),
      gpu.toFixed(9),
      reference.toFixed(9),
      scientific(relativeError),
    ]),
  );
  const verdict =
    `${passed ? "PASS" : "FAIL"}: ${rows.length} buffers over ${countOf(steps, "steps")} of ${countOf(batchSize, "samples")}, level ${level}, ` +
    `${passed ? "" : "not "}each within its bound; ` +
    `weights, on which no bound stands, differ by ${scientific(weightError)} (relative norm) after the last step.`;
  return [buffers, lossTable, verdict].join("\n\n");
}

function scientific(value: number): string {
  return value === 0 ? "0" : value.toExponential(2);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
