import { CUSTOM, type Draft, opened } from "./draft.js";
import type { LayerDraft } from "./layer-draft.js";

/** How narrow and how wide the narrow place can be dragged, in numbers of the code. */
export const NARROWEST = 2;
export const WIDEST = 128;

/** The layers whose units are the code's size. */
const SIZED: readonly string[] = ["dense", "sampling"];

/**
 * The draft with a code of another size; nothing where its narrow place is no layer of so many units, as in a convolutional model.
 * @param shape of one sample
 */
export function withWaist(draft: Draft, size: number, shape: readonly number[]): Draft | undefined {
  const last = lastOf(draft, shape);
  return last && SIZED.includes(last.type) ? withLast(draft, shape, { units: String(size) }) : undefined;
}

/** The draft with a code of any numbers; nothing where its narrow place has no ReLU, which lets none below 0 pass. */
export function withLinearCode(draft: Draft, shape: readonly number[]): Draft | undefined {
  const isRelu = lastOf(draft, shape)?.values.activation === "relu";
  return isRelu ? withLast(draft, shape, { activation: "linear" }) : undefined;
}

const ownLayers = (draft: Draft, shape: readonly number[]) => (draft.model === CUSTOM ? draft : opened(draft, shape));

const lastOf = (draft: Draft, shape: readonly number[]) => ownLayers(draft, shape).encoder.at(-1);

/** The encoder's last layer with other values. */
function withLast(draft: Draft, shape: readonly number[], values: LayerDraft["values"]): Draft {
  const own = ownLayers(draft, shape);
  const encoder = own.encoder.map((layer, index, { length }) =>
    index === length - 1 ? { ...layer, values: { ...layer.values, ...values } } : layer,
  );
  return { ...own, encoder };
}
