import { FormatError } from "../../errors.js";
import type { Tensor } from "../../model/tensor.js";
import { permuted } from "../axes.js";
import { floatsOf, integersOf, type OnnxModel, type OnnxNode, type OnnxTensor, TYPE } from "./schema.js";

/** A batch's length, which is not known. */
export const BATCH = "batch";
/** A list of whole numbers, as shapes are computed by; a single one has no axes. */
type Integers = { readonly values: readonly (number | typeof BATCH)[]; readonly isSingle: boolean };

/** Shapes have a few numbers; more are none. */
const MOST_INTEGERS = 256;
/** Bytes of weights that may be read again, beyond each once. */
const MOST_SHARED = 2 ** 28;
/** Operators that shapes are computed by. */
const SHAPE_OPS = [
  "Shape",
  "Gather",
  "Unsqueeze",
  "Squeeze",
  "Concat",
  "Slice",
  "Cast",
  "Reshape",
  "Mod",
  "Add",
  "Mul",
];

/** What a graph's nodes are given beside the value that goes through them: weights, and shapes that nodes compute. */
export class Constants {
  private readonly tensors = new Map<string, OnnxTensor>();
  private readonly integers = new Map<string, Integers>();
  private readonly floats = new Map<string, Tensor>();
  /** Values that may still be read: layers may share weights, but a small file does not become a large model. */
  private budget = 0;

  constructor(
    { graph }: OnnxModel,
    private readonly file: string,
  ) {
    for (const tensor of graph.initializers) this.keep(tensor.name, tensor);
    for (const { raw } of graph.initializers) this.budget += raw.length;
  }

  /** Whether it is known without any sample. */
  has(name: string): boolean {
    return this.tensors.has(name) || this.integers.has(name) || this.floats.has(name);
  }

  /** The floats of that name. @throws {FormatError} when they are of a type that is not read */
  tensor(name: string): Tensor | undefined {
    const known = this.floats.get(name);
    const tensor = known ?? this.tensors.get(name);
    if (!tensor) return undefined;
    const { length } = "raw" in tensor ? tensor.raw : tensor.data;
    this.budget -= length;
    if (this.budget < -MOST_SHARED) {
      throw new FormatError(`${this.file} uses the same weights in too many places. Export each with its own.`);
    }
    return "raw" in tensor ? floatsOf(tensor, this.file) : tensor;
  }

  /** Whole numbers, such as a shape. */
  list(name: string): readonly (number | typeof BATCH)[] | undefined {
    return this.integers.get(name)?.values;
  }

  /**
   * Takes a node that computes a constant, or part of a shape.
   * @param shapeOf the shape of a value of samples, its batch left out
   * @returns whether it is one
   */
  fold(node: OnnxNode, shapeOf: (name: string) => readonly number[] | undefined): boolean {
    const [output = ""] = node.outputs;
    if (node.op === "Constant") return this.constant(output, node);
    const [input = ""] = node.inputs;
    if (node.op === "Shape") {
      const shape = shapeOf(input);
      if (!shape) return false;
      this.integers.set(output, { values: [BATCH, ...shape], isSingle: false });
      return true;
    }
    if (!this.has(input)) return false;
    if (node.op === "Identity") return this.copy(input, output);
    if (node.op === "Transpose") {
      const tensor = this.tensor(input);
      const perm = node.attributes.perm;
      if (!tensor) return false;
      const reversed = tensor.shape.map((_, axis) => tensor.shape.length - 1 - axis);
      this.floats.set(output, permuted(tensor, perm && "ints" in perm ? perm.ints : reversed));
      return true;
    }
    const given = node.inputs.map((name) => this.integers.get(name));
    const made = SHAPE_OPS.includes(node.op) && given.every((list) => list) ? this.computed(node, given) : undefined;
    if (!made || made.values.length > MOST_INTEGERS) return false;
    this.integers.set(output, made);
    return true;
  }

  private constant(output: string, { attributes }: OnnxNode): boolean {
    const { value, value_int: int, value_ints: ints } = attributes;
    if (value && "tensor" in value) this.keep(output, value.tensor);
    else if (int && "int" in int) this.integers.set(output, { values: [int.int], isSingle: true });
    else if (ints && "ints" in ints) this.integers.set(output, { values: ints.ints, isSingle: false });
    else return false;
    return true;
  }

  private keep(name: string, tensor: OnnxTensor): void {
    this.tensors.set(name, tensor);
    const isInteger = tensor.type === TYPE.int64 || tensor.type === TYPE.int32;
    if (!isInteger || tensor.dims.length > 1 || (tensor.dims[0] ?? 1) > MOST_INTEGERS) return;
    const values = integersOf(tensor);
    if (values) this.integers.set(name, { values, isSingle: tensor.dims.length === 0 });
  }

  private copy(from: string, to: string): boolean {
    for (const map of [this.tensors, this.integers, this.floats] as Map<string, unknown>[]) {
      if (map.has(from)) map.set(to, map.get(from));
    }
    return true;
  }

  /** A few operators on lists of whole numbers, which is what exporters make of `x.view(x.size(0), -1)`. */
  private computed(node: OnnxNode, given: readonly (Integers | undefined)[]): Integers | undefined {
    const [first, second, third] = given;
    if (!first) return undefined;
    const list = (values: readonly (number | typeof BATCH)[]) => ({ values, isSingle: false });
    switch (node.op) {
      case "Cast":
        return first;
      case "Unsqueeze":
      case "Reshape":
        return first.values.length === 1 ? list(first.values) : undefined;
      case "Squeeze":
        return first.values.length === 1 ? { values: first.values, isSingle: true } : undefined;
      case "Concat":
        return list(given.flatMap((part) => part?.values ?? []));
      case "Gather": {
        const at = second?.values.map((index) => first.values.at(Number(index))) ?? [];
        const isWhole = at.every((value) => value !== undefined);
        return isWhole ? { values: at, isSingle: second?.isSingle ?? false } : undefined;
      }
      case "Slice": {
        const [begin, end] = [second?.values[0], third?.values[0]];
        const isPlain = given.length <= 4 && typeof begin === "number" && typeof end === "number";
        return isPlain ? list(first.values.slice(begin, end)) : undefined;
      }
      default:
        return arithmetic(node.op, first, second);
    }
  }
}

function arithmetic(op: string, { values, isSingle }: Integers, other: Integers | undefined): Integers | undefined {
  const [a, b] = [values[0], other?.values[0]];
  if (values.length !== 1 || other?.values.length !== 1 || typeof a !== "number" || typeof b !== "number")
    return undefined;
  const value = op === "Add" ? a + b : op === "Mul" ? a * b : op === "Mod" && b > 0 ? a % b : undefined;
  return value === undefined ? undefined : { values: [value], isSingle: isSingle && other.isSingle };
}
