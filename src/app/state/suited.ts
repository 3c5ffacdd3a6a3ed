import { dense, sizeOf } from "../../index.js";
import type { DataInfo, TrainRequest } from "../worker/protocol.js";
import { CUSTOM, type Draft } from "./draft.js";
import { draftOf } from "./layer-draft.js";
import type { Remedy } from "./remedies.js";
import { columnsOf } from "./table-columns.js";

/** Steps that a small network needs to learn a table, as our runs of such have it; half as many are too few. */
const STEPS = 1000;
const [SMALLEST_BATCH, USUAL_BATCH, LARGEST_BATCH] = [4, 32, 256];
const [FEWEST_EPOCHS, MOST_EPOCHS] = [10, 1000];
/** Narrower tables have no place that is narrower still, and a waist has two numbers at least. */
const FEWEST_COLUMNS = 3;
/** Of the layers on either side of the code, and of the code. */
const [LEAST_WIDE, WIDEST, LARGEST_CODE] = [8, 64, 32];
/** A warning that no other settings cure: the columns are to be left out. */
const CONSTANT = /the same value in every sample/;

/** Settings that suit the visitor's table, and what they are. */
export interface Suited {
  readonly text: string;
  readonly remedy: Remedy;
}

/**
 * What to set for a table in place of what suits 60,000 pictures; nothing where that is no table, or the run that is set does well.
 * @param request the run as the settings stand; none where the model takes no tables
 * @param warnings what will disappoint of it
 */
export function suitedTo(
  data: DataInfo,
  request: TrainRequest | undefined,
  warnings: readonly string[],
): Suited | undefined {
  const columns = sizeOf(data.shape);
  if (columnsOf(data) === undefined || columns < FEWEST_COLUMNS) return undefined;
  const samples = Math.min(request?.limit ?? data.count, data.count);
  const steps = request && request.epochs * Math.ceil(samples / request.batchSize);
  const isFew = steps !== undefined && steps < STEPS / 2;
  const curable = warnings.filter((warning) => !CONSTANT.test(warning));
  if (request && curable.length === 0 && !isFew) return undefined;
  // Of a table so large that an epoch is many steps, batches are larger.
  const usual = Math.min(USUAL_BATCH, Math.max(SMALLEST_BATCH, Math.floor(samples / 8)));
  const batch = Math.min(LARGEST_BATCH, Math.max(usual, Math.ceil(samples / STEPS)));
  const rounds = Math.ceil(STEPS / Math.ceil(samples / batch) / 10);
  const epochs = Math.min(MOST_EPOCHS, Math.max(FEWEST_EPOCHS, 10 * rounds));
  const size = Math.min(LARGEST_CODE, Math.max(2, Math.floor(columns / 3)));
  const hidden = Math.min(WIDEST, Math.max(LEAST_WIDE, 2 * columns));
  const layers = {
    model: CUSTOM,
    input: "row",
    encoder: [dense(hidden, { activation: "tanh" }), dense(size, { activation: "linear" })].map(draftOf),
    decoder: [dense(hidden, { activation: "tanh" }), dense(columns, { activation: "linear" })].map(draftOf),
    loss: "meanSquaredError",
    optimizer: "adam",
    learningRate: "0.01",
    batchSize: String(batch),
    epochs: String(epochs),
  };
  const scaled = data.own?.reading.scale === "auto" || data.own?.reading.scale === "none";
  const few = isFew ? `: the run would end after ${steps} ${steps === 1 ? "step" : "steps"}` : "";
  return {
    text:
      `These settings do not suit this table${few}. Ones that do: ` +
      `${scaled ? "each column stretched to 0…1, " : ""}${columns} values through ${hidden}, ${size}, ${hidden}, with a code of any numbers; squared error; ` +
      `Adam, batches of ${batch}, ${epochs} epochs.`,
    remedy: {
      label: "Take settings for this table",
      draft: (draft: Draft) => ({ ...draft, ...layers }),
      ...(scaled && { reading: { scale: "columns" } }),
    },
  };
}
