import { sizeOf } from "../data/dataset.js";
import { DataError, ShapeError } from "../errors.js";
import type { Parameter } from "../model/initializers.js";
import type { PlacedLayer } from "../model/network.js";
import type { Tensor } from "../model/tensor.js";
import type { View } from "../operations/operation.js";

/** Tensors begin on 256 bytes, WebGPU's alignment for a binding's offset, even where each value takes two. */
const ALIGNMENT = 128;

/** So many floats, and those up to where the next tensor may begin. */
export const aligned = (floats: number) => ALIGNMENT * Math.ceil(floats / ALIGNMENT);

/** Where each tensor lies in the arenas of weights, gradients and optimizer slots, in floats. */
export interface ArenaLayout {
  readonly tensors: ReadonlyMap<
    string,
    { readonly parameter: Parameter; readonly offset: number; readonly length: number }
  >;
  /** Padding included; what lies between tensors stays zero. */
  readonly length: number;
}

/** Lays the parameters of all layers one after another. */
export function layOut(layers: readonly PlacedLayer[]): ArenaLayout {
  const tensors = new Map<string, { parameter: Parameter; offset: number; length: number }>();
  let offset = 0;
  for (const parameter of layers.flatMap((layer) => layer.parameters)) {
    const length = sizeOf(parameter.shape);
    tensors.set(parameter.name, { parameter, offset, length });
    offset += aligned(length);
  }
  return { tensors, length: offset };
}

/**
 * Holds tensors against a layout: each of its own must be there, of its shape, and nothing else.
 * @param prefix of their names in a file: `slot.a.`
 * @param least what no value may be below
 * @throws {ShapeError} for a missing, unknown or misshapen tensor, {@link DataError} for a value that is not finite, or below
 * `least`
 */
export function checkTensors(
  { tensors }: ArenaLayout,
  given: Readonly<Record<string, Tensor>>,
  prefix = "",
  least = -Infinity,
): void {
  const known = [...tensors.keys()].map((name) => prefix + name).join(", ");
  for (const name of Object.keys(given)) {
    if (!tensors.has(name)) throw new ShapeError(`The model has no weight "${prefix}${name}"; it has ${known}.`);
  }
  for (const [name, { parameter, length }] of tensors) {
    const weight = `weight "${prefix}${name}"`;
    const tensor = given[name];
    if (!tensor) throw new ShapeError(`The ${weight} is missing; the model needs ${known}.`);
    const { shape = [], data = [] } = tensor;
    if (String(shape) !== String(parameter.shape) || data.length !== length) {
      throw new ShapeError(
        `The ${weight} has shape [${shape.join(", ")}] with ${data.length} values, ` +
          `but the model needs [${parameter.shape.join(", ")}] with ${length}.`,
      );
    }
    const bad = tensor.data.findIndex((value) => !Number.isFinite(value) || value < least);
    if (bad >= 0) {
      const rule = least === 0 ? "means of squares are numbers from 0" : "weights must be finite";
      throw new DataError(`The ${weight} has ${tensor.data[bad]} at index ${bad}; ${rule}.`);
    }
  }
}

/** The part of an arena that holds a tensor. */
export function viewOf(layout: ArenaLayout, arena: string, tensor: string): View {
  const place = layout.tensors.get(tensor);
  if (!place) throw new Error(`No parameter is named "${tensor}".`);
  return { buffer: arena, offset: place.offset, length: place.length };
}
