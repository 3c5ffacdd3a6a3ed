import type { FormatError } from "../../errors.js";
import type { Tensor } from "../../model/tensor.js";
import type { Chain } from "./chain.js";
import type { Constants } from "./constants.js";
import type { OnnxNode } from "./schema.js";

/** What stands around an image before a window slides over it: how much, and of which value. */
export interface Padded {
  /** Top, left, bottom and right. */
  readonly pads: readonly [number, number, number, number];
  readonly value: number;
}

/** What reading one node needs. */
export interface NodeContext {
  readonly node: OnnxNode;
  readonly chain: Chain;
  readonly constants: Constants;
  readonly opset: number;
  /** What a `Pad` before the node adds to its image. */
  readonly padded?: Padded | undefined;
  /** What a `Pad` behind the node cuts off its image: top, left, bottom and right. */
  readonly cut?: Padded["pads"] | undefined;
  /** An error that names the node. */
  fail(what: string): FormatError;
  /** The floats that the node is given as its input of that number. @throws {FormatError} when they are not known */
  weight(input: number): Tensor;
}

export type Size = readonly [number, number];

/** A number that a node may have. */
export function numberIn({ attributes }: OnnxNode, name: string, standard: number): number {
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (attribute && "int" in attribute) return attribute.int;
  return attribute && "float" in attribute ? attribute.float : standard;
}

export function integersIn({ node }: NodeContext, name: string): readonly number[] | undefined {
  const attribute = Object.hasOwn(node.attributes, name) ? node.attributes[name] : undefined;
  return attribute && "ints" in attribute ? attribute.ints : undefined;
}

export const isPair = (values: readonly number[] | undefined): values is Size => values?.length === 2;

export function pairIn(context: NodeContext, name: string, standard: Size): Size {
  const values = integersIn(context, name) ?? standard;
  if (isPair(values) && values.every((value) => value >= 0 && value < 2 ** 31)) return values;
  throw context.fail(`has ${name} of ${values.length} axes: only images of two can be read`);
}

export function padsIn(context: NodeContext): readonly [number, number, number, number] {
  const [top = 0, left = 0, bottom = 0, right = 0, ...more] = integersIn(context, "pads") ?? [];
  if (more.length > 0) throw context.fail("pads more than two axes");
  return [top, left, bottom, right];
}

export function textIn({ node }: NodeContext, name: string, standard: string): string {
  const attribute = Object.hasOwn(node.attributes, name) ? node.attributes[name] : undefined;
  return attribute && "text" in attribute ? attribute.text : standard;
}
