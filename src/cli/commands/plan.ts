import { ArgumentError, describePlan, type Level, type PlanRow, type TunedLevel } from "../../index.js";
import { quantity } from "../format.js";
import { withoutUse } from "../level-file.js";
import { type ModelOptions, modelFor } from "../model.js";
import { jsonLine, printable } from "../printable.js";
import { table } from "../table.js";
import type { TunedPlanOptions } from "./tuned-plan.js";

export interface PlanOptions extends ModelOptions, TunedPlanOptions {
  readonly level: Level | TunedLevel;
  /** Whether to ask the tuner for the level. */
  readonly tuned: boolean;
}

const MNIST = [28, 28];

/** `isthmus plan`: prints the kernel calls of one step. Returns the exit code. */
export async function plan(options: PlanOptions): Promise<number> {
  const { kind, batchSize, level, tuned, out, json } = options;
  const { level: _, precision, ...model } = modelFor(options, MNIST);
  if (tuned) return (await import("./tuned-plan.js")).tunedPlan({ ...model, precision }, options);
  if (out !== undefined) throw new ArgumentError("--out is for a choice of the tuner: give --tuned as well.");
  const beside = await withoutUse(model, level, batchSize, kind);
  if (beside) process.stderr.write(`${printable(beside)}\n`);
  const rows = await describePlan(model, { kind, batchSize, level, precision });
  const events = rows.map((row) => jsonLine({ event: "call", ...row }));
  process.stdout.write(json ? events.join("") : `${printable(planTable(rows))}\n`);
  return 0;
}

export function planTable(rows: readonly PlanRow[]): string {
  const flops = rows.reduce((sum, row) => sum + row.flops, 0);
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  const columns = [
    { title: "call" },
    { title: "kernel" },
    { title: "shape" },
    { title: "workgroups", align: "right" },
    { title: "work", align: "right" },
    { title: "traffic", align: "right" },
  ] as const;
  return table(columns, [
    ...rows.map((row) => [
      row.call,
      row.kernel,
      row.shape,
      row.workgroups.join(" × "),
      quantity(row.flops, "FLOP"),
      quantity(row.bytes, "B"),
    ]),
    [`${rows.length} calls`, "", "", "", quantity(flops, "FLOP"), quantity(bytes, "B")],
  ]);
}
