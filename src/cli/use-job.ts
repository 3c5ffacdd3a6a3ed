import { Autoencoder, type Dataset, type Gpu, type Tensor } from "../index.js";
import { bytesOf } from "./float-bytes.js";
import type { JobContext, JobResult } from "./job.js";
import type { UseOutcome, UseSpec } from "./specs.js";
import { setOf } from "./wire.js";

/**
 * Uses the model whose file's bytes are the data set `model` on `data`; `train` is what a threshold is learnt from. Files: `values` (float32), what came of it, or for `detect` each value's error; of `evaluate` each column's mean
 * absolute error; of `detect` also `errors` (float32) and `flags` (a byte), one a sample.
 */
export async function useJob(
  { action, batchSize, fit }: UseSpec,
  sets: ReadonlyMap<string, Dataset>,
  gpu: Gpu,
  { tuning }: JobContext,
): Promise<JobResult<UseOutcome>> {
  const bytes = sets.get("model")?.data;
  if (!(bytes instanceof Uint8Array)) throw new Error("The job came without its model.");
  const model = await Autoencoder.load(bytes, { gpu, tuning });
  try {
    const data = setOf(sets, "data");
    switch (action) {
      case "predict":
      case "encode":
        return arrayResult(await model[action](data, { batchSize }));
      case "decode":
        return arrayResult(await model.decode(floatsOf(data), { batchSize }));
      case "evaluate": {
        const metrics = await model.evaluate(data, { batchSize });
        const { columns } = await model.errors(data, { metric: "meanAbsoluteError", batchSize });
        return { value: { metrics }, files: { values: bytesOf(columns) } };
      }
      default: {
        if (fit) {
          const { on, ...how } = fit;
          await model.fitThreshold(on === "data" ? data : setOf(sets, on), { ...how, batchSize });
        }
        const { errors, flags, threshold } = await model.detect(data, { values: true, batchSize });
        const values = bytesOf(errors.values?.data ?? new Float32Array());
        return { value: { threshold }, files: { errors: bytesOf(errors.samples), flags, values } };
      }
    }
  } finally {
    model.dispose();
  }
}

const floatsOf = ({ data }: Dataset) => (data instanceof Float32Array ? data : Float32Array.from(data));

const arrayResult = ({ shape, data }: Tensor) => ({ value: { shape }, files: { values: bytesOf(data) } });
