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
  return withLast(draft, shape, ({ type }) => (SIZED.includes(type) ? { units: String(size) } : undefined));
}

/** The draft with a code of any numbers; nothing where its narrow place has no ReLU, which lets none below 0 pass. */
export function withLinearCode(draft: Draft, shape: readonly number[]): Draft | undefined {
  return withLast(draft, shape, ({ values }) => (values.activation === "relu" ? { activation: "linear" } : undefined));
}

/** The draft, whose encoder's last layer has other values; nothing where `change` gives none. */
function withLast(
  draft: Draft,
  shape: readonly number[],
  change: (last: LayerDraft) => LayerDraft["values"] | undefined,
): Draft | undefined {
  const own = draft.model === CUSTOM ? draft : opened(draft, shape);
  const last = own.encoder.at(-1);
  const values = last && change(last);
  if (!values) return undefined;
  return { ...own, encoder: [...own.encoder.slice(0, -1), { ...last, values: { ...last.values, ...values } }] };
}
