import { describePlan, type Level, type PlanKind, type PlanRow } from "../../index.js";
import { quantity } from "../format.js";
import { type ModelOptions, modelFor } from "../model.js";
import { jsonLine, printable } from "../printable.js";
import { table } from "../table.js";

export interface PlanOptions extends ModelOptions {
  readonly level: Level;
  readonly kind: PlanKind;
  readonly batchSize: number;
  readonly json: boolean;
}

const MNIST = [28, 28];

/** `isthmus plan`: prints the kernel calls of one step. Returns the exit code. */
export async function plan(options: PlanOptions): Promise<number> {
  const { kind, batchSize, level, json } = options;
  const { level: _, ...model } = modelFor(options, MNIST);
  const rows = await describePlan(model, { kind, batchSize, level });
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
