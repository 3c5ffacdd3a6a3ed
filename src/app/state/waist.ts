import { CUSTOM, type Draft, opened } from "./draft.js";

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
  const own = draft.model === CUSTOM ? draft : opened(draft, shape);
  const last = own.encoder.at(-1);
  if (!last || !SIZED.includes(last.type)) return undefined;
  const narrow = { ...last, values: { ...last.values, units: String(size) } };
  return { ...own, encoder: [...own.encoder.slice(0, -1), narrow] };
}
