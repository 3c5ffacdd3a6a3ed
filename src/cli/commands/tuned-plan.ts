import type { Level, PlanKind, TunedPlan } from "../../index.js";
import { placeTold } from "../facts.js";
import { quantity } from "../format.js";
import type { AdapterEvent } from "../job.js";
import { levelFile, levelText } from "../level-file.js";
import type { ModelSpec } from "../model.js";
import { openOutputFile } from "../output.js";
import { jsonLine, printable } from "../printable.js";
import { type Runtime, runIn } from "../runtime.js";
import { table } from "../table.js";

export interface TunedPlanOptions {
  readonly kind: PlanKind;
  readonly batchSize: number;
  readonly runtime: Runtime;
  readonly software: boolean;
  /** Where to write the choice. */
  readonly out?: string;
  readonly json: boolean;
}

/** `isthmus plan --tuned`: prints the kernels that are fastest here, and what each candidate took. Returns the exit code. */
export async function tunedPlan(model: ModelSpec, options: TunedPlanOptions): Promise<number> {
  const { kind, batchSize, runtime, software, out, json } = options;
  const say = (line: string) => void process.stderr.write(`${printable(line)}\n`);
  // Tried before anything is measured.
  const file = out === undefined ? undefined : await openOutputFile(out);
  const adapters: AdapterEvent[] = [];
  const { value } = await runIn<TunedPlan>(runtime, {
    job: { kind: "tune", spec: { model, kind, batchSize }, data: [] },
    data: new Map(),
    software,
    emit: (event) => {
      if (event.type === "adapter") adapters.push(event);
      const place = placeTold(event);
      if (place) say(place.line);
    },
    report: say,
  });
  await file?.write(levelFile(value.level));
  process.stdout.write(
    json ? jsonLines(value) : `${printable(tunedPlanText(value, adapters[0]?.software === true))}\n`,
  );
  return 0;
}

function jsonLines({ rows, ...rest }: TunedPlan): string {
  return [...rows.map((row) => ({ event: "call", ...row })), { event: "tuned", ...rest }].map(jsonLine).join("");
}

/** For people: a table of calls, one of whole steps, and what was chosen. */
export function tunedPlanText({ level, steps, rows }: TunedPlan, software: boolean): string {
  const columns = [
    { title: "call" },
    { title: "kernel" },
    { title: "shape" },
    { title: "work", align: "right" },
    { title: "taken from" },
    { title: "ms with each level's kernel" },
  ] as const;
  const calls = table(
    columns,
    rows.map((row) => [
      row.call,
      row.kernel,
      row.shape,
      quantity(row.flops, "FLOP"),
      row.level,
      row.times ? timesText(row.times) : "all have the same",
    ]),
  );
  const whole = Object.keys(steps).length > 0 ? [`ms a training step: ${timesText(steps)}`] : [];
  const unasked =
    "A software adapter: training takes level tiled unasked; --out FILE keeps this choice, --level FILE takes it.";
  return [calls, ...whole, `Fastest: ${levelText(level)}.`, ...(software ? [unasked] : [])].join("\n\n");
}

/** `tiled 0.31, tiled-32 0.4`: the fastest first. */
function timesText(times: Readonly<Partial<Record<Level, number>>>): string {
  const sorted = Object.entries(times).sort(([, a], [, b]) => a - b);
  return sorted.map(([level, time]) => `${level} ${Number(time.toPrecision(2))}`).join(", ");
}
