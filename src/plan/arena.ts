import { sizeOf } from "../data/dataset.js";
import type { Parameter, PlacedLayer } from "../model/network.js";
import type { View } from "./plan.js";

/** Tensors begin on 256 bytes, WebGPU's alignment for a binding's offset. */
const ALIGNMENT = 64;

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
    offset += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
  }
  return { tensors, length: offset };
}

/** The part of an arena that holds a tensor. */
export function viewOf(layout: ArenaLayout, arena: string, tensor: string): View {
  const place = layout.tensors.get(tensor);
  if (!place) throw new Error(`No parameter is named "${tensor}".`);
  return { buffer: arena, offset: place.offset, length: place.length };
}
