import { type NodeContext, type Padded, padsIn, textIn } from "./node.js";
import type { OnnxNode } from "./schema.js";

/** Less than any value of a model: what a pool never takes. */
const LOWEST = -1e30;

/** Reads a `Pad` of images, which becomes a part of the convolution or pool behind it. */
export function readPad(context: NodeContext): Padded {
  const padded = padIn(context);
  if (!padded.pads.every((length) => length >= 0)) {
    throw context.fail("cuts images, which a transposed convolution alone does, right before it");
  }
  return padded;
}

/**
 * The `Pad` right behind a transposed convolution that cuts its image, and what it cuts off: it becomes a part of the convolution.
 * @param nodes of the graph, in their order; what says how much may stand between the two
 */
export function cutBehind(
  context: NodeContext,
  nodes: readonly OnnxNode[],
): { readonly by: OnnxNode; readonly pads: Padded["pads"] } | undefined {
  const [value = ""] = context.node.outputs;
  const [by, ...others] = nodes.filter(({ inputs }) => inputs.includes(value));
  if (by?.op !== "Pad" || others.length > 0) return undefined;
  for (const node of nodes.slice(nodes.indexOf(context.node) + 1, nodes.indexOf(by))) {
    context.constants.fold(node, () => undefined);
  }
  const pad = { ...context, node: by };
  if (lengthsIn(pad)?.length !== 8) return undefined;
  const [top, left, bottom, right] = padIn(pad).pads;
  return Math.max(top, left, bottom, right) > 0 ? undefined : { by, pads: [-top, -left, -bottom, -right] };
}

/** How much is put before and behind each axis. */
function lengthsIn({ node, constants, opset }: NodeContext) {
  const { pads } = node.attributes;
  return opset < 11 ? (pads && "ints" in pads ? pads.ints : undefined) : constants.list(node.inputs[1] ?? "");
}

function padIn(context: NodeContext): Padded {
  const { node, chain, constants, fail } = context;
  const mode = textIn(context, "mode", "constant");
  if (mode !== "constant") throw fail(`pads by "${mode}"; here that is with zeros`);
  chain.asImage();
  const { value: given } = node.attributes;
  const list = lengthsIn(context);
  if (list?.length !== 8 || node.inputs[3]) throw fail("does not say for each of four axes how much it pads");
  const [batch, channel, top = 0, left = 0, batchEnd, channelEnd, bottom = 0, right = 0] = list.map(Number);
  if ([batch, channel, batchEnd, channelEnd].some((length) => length !== 0))
    throw fail("pads more than height and width");
  const pads = [top, left, bottom, right] as const;
  if (!pads.every((length) => Math.abs(length) < 2 ** 31)) throw fail("pads by more than an image can have");
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
