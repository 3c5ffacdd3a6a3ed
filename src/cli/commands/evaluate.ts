import { imageShapeOf, isTable } from "../../experiments/image-shape.js";
import { sizeOf } from "../../index.js";
import { columnErrors, columnErrorTable, worstFirst } from "../column-errors.js";
import { count, countOf, loss } from "../format.js";
import { readModelFile } from "../model-file.js";
import { samplesWord } from "../pictures.js";
import { printable } from "../printable.js";
import { readFor } from "../use-data.js";
import type { UseOptions } from "../use-options.js";
import { UseOutput } from "../use-output.js";
import { floats, runUse } from "../use-run.js";

/** Columns of a table on a terminal: of a wider one, the worst. */
const MOST_COLUMNS = 40;

/** `isthmus evaluate`: loss and metrics on data, and of a table each column's error. Returns the exit code. */
export async function evaluate(options: UseOptions): Promise<number> {
  const { batchSize } = options;
  const model = await readModelFile(options.model);
  const output = await UseOutput.open(options.json, undefined, []);
  if (model.path !== options.model) output.say(`Model: ${model.path}`);
  const data = await readFor(model, options.data, "test", options);
  output.read(data);
  const spec = { action: "evaluate", batchSize } as const;
  const { value, files } = await runUse(options, spec, model, { data: data.dataset }, output);
  const { preparation, dataset } = data;
  const image = imageShapeOf(model.preparation?.shape ?? model.description.input, preparation);
  const names = data.names ?? Array.from({ length: sizeOf(dataset.shape) }, (_, index) => `value ${index}`);
  const errors = columnErrors(floats(files.values), names, preparation);
  const metrics = value.metrics ?? {};
  const samples = dataset.count;
  if (options.json) {
    output.done(
      {
        samples,
        ...metrics,
        ...(isTable(image) && { columns: errors.map(({ name, ...rest }) => ({ column: name, ...rest })) }),
      },
      "",
    );
    return 0;
  }
  const worst = worstFirst(errors).slice(0, MOST_COLUMNS);
  const title = errors.length > MOST_COLUMNS ? [`The ${MOST_COLUMNS} worst of ${count(errors.length)} columns:`] : [];
  const lines = [
    `On ${countOf(samples, samplesWord(image))}: ${Object.entries(metrics)
      .map(([name, value]) => `${name} ${loss(value)}`)
      .join(", ")}`,
    ...(isTable(image) ? ["", ...title, columnErrorTable(worst)] : []),
  ];
  process.stdout.write(`${printable(lines.join("\n"))}\n`);
  return 0;
}
