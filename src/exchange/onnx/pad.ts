import { type NodeContext, type Padded, padsIn, textIn } from "./node.js";

/** Less than any value of a model: what a pool never takes. */
const LOWEST = -1e30;

/** Reads a `Pad` of images, which becomes a part of the convolution or pool behind it. */
export function readPad(context: NodeContext): Padded {
  const { node, chain, constants, opset, fail } = context;
  const mode = textIn(context, "mode", "constant");
  if (mode !== "constant") throw fail(`pads by "${mode}"; here that is with zeros`);
  chain.asImage();
  const { pads: attribute, value: given } = node.attributes;
  const list =
    opset < 11 ? (attribute && "ints" in attribute ? attribute.ints : undefined) : constants.list(node.inputs[1] ?? "");
  if (list?.length !== 8 || node.inputs[3]) throw fail("does not say for each of four axes how much it pads");
  const [batch, channel, top = 0, left = 0, batchEnd, channelEnd, bottom = 0, right = 0] = list.map(Number);
  if ([batch, channel, batchEnd, channelEnd].some((length) => length !== 0))
    throw fail("pads more than height and width");
  const pads = [top, left, bottom, right] as const;
  if (!pads.every((length) => length >= 0 && length < 2 ** 31)) throw fail("cuts images, which no layer here does");
  const name = node.inputs[2];
  const value = name ? constants.tensor(name)?.data[0] : given && "float" in given ? given.float : 0;
  if (value === undefined) throw fail("pads with a value that is not known before it runs");
  return { pads: [...pads], value };
}

/** The pads of a window: its node's own, and those of a `Pad` before it. */
export function allPads(context: NodeContext): readonly [number, number, number, number] {
  const own = padsIn(context);
  const { padded, node, fail } = context;
  if (!padded) return own;
  const fits = node.op === "MaxPool" ? padded.value <= LOWEST : padded.value === 0;
  if (!fits) throw fail(`gets images that are padded with ${padded.value}`);
  const [top, left, bottom, right] = own;
  const [above, before, below, behind] = padded.pads;
  return [top + above, left + before, bottom + below, right + behind];
}
