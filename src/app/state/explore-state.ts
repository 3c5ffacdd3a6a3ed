import type { Remote } from "comlink";
import type { Explorer } from "../worker/explore-protocol.js";
import type { DataInfo } from "../worker/protocol.js";
import type { Neighbour, UnitRange } from "./explore-codes.js";
import type { Stroke } from "./explore-drawing.js";
import type { CodeMap, MapKind } from "./explore-maps.js";

/** The model's codes of some samples, and what decodes others. */
export interface Codebook {
  readonly data: DataInfo;
  readonly explorer: Remote<Explorer>;
  readonly heldOut: boolean;
  readonly count: number;
  /** Number of each sample in its data, from 0. */
  readonly rows: readonly number[];
  /** Sample after sample. */
  readonly values: Uint8Array | Float32Array;
  readonly labels?: Uint8Array;
  /** Which values are known; all without it. */
  readonly mask?: Uint8Array;
  /** Class labels that there are, ascending. */
  readonly classes: readonly number[];
  readonly codeShape: readonly number[];
  /** Numbers in a code. */
  readonly size: number;
  readonly codes: Float32Array;
  readonly ranges: readonly UnitRange[];
}

/** A map is there, is being made (`share` of it is done, 0…1), or could not be made. */
export interface MapState {
  readonly map?: CodeMap;
  readonly share?: number;
  readonly failure?: string;
}

/** What the decoder has drawn, each as soon as it is there; what was there before stays until then. */
export interface Drawn {
  /** From the code of the sample that is pointed at. */
  readonly picked?: Float32Array;
  /** From the place under the pointer. */
  readonly place?: Float32Array;
  /** From the sliders' code. */
  readonly sliders?: Float32Array;
  /** On the way from one pinned sample to another. */
  readonly walk?: Float32Array;
  /** All over the plane of codes, with the codes. */
  readonly plane?: Float32Array;
  /** From the code of what the visitor has drawn. */
  readonly drawing?: Seen;
}

/** What the network makes of a drawing. */
export interface Seen {
  readonly ink: Float32Array;
  readonly code: Float32Array;
  readonly reconstruction: Float32Array;
  readonly neighbours: readonly Neighbour[];
}

/** What a visitor looks at in a model's codes; kept while other views are open. */
export interface ExploreState {
  /** What goes wrong with codes and pictures. */
  readonly failure?: string | undefined;
  readonly book?: Codebook | undefined;
  /** Whether newer codes are on their way. */
  readonly fetching: boolean;
  readonly kind: MapKind;
  readonly maps: Partial<Record<MapKind, MapState>>;
  /** The sample that is pointed at. */
  readonly picked?: number | undefined;
  /** The place of the plane under the pointer, where that is a code. */
  readonly place?: readonly [x: number, y: number] | undefined;
  /** Samples to come back to, the oldest first. */
  readonly pinned: readonly number[];
  /** Chosen ends of the walk. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** The code that the sliders stand at. */
  readonly code: Float32Array;
  /** Where that began: the mean of all codes, a place on a map, or a sample. */
  readonly start: "mean" | "place" | number;
  /** What the visitor has drawn. */
  readonly strokes: readonly Stroke[];
  readonly drawn: Drawn;
}

/** Of another model nothing is known yet. */
export const FORGOTTEN: Partial<ExploreState> = {
  book: undefined,
  failure: undefined,
  fetching: false,
  maps: {},
  start: "mean",
  place: undefined,
  drawn: {},
};

/** Between which samples the walk goes: those that were chosen, else the two that were pinned last. */
export function walkEnds({ pinned, from, to }: ExploreState): readonly [from: number, to: number] | undefined {
  const chosen = (index: number | undefined) => (index !== undefined && pinned.includes(index) ? index : undefined);
  const end = chosen(to) ?? pinned.at(-1);
  const begin = chosen(from) ?? pinned.findLast((index) => index !== end);
  return begin === undefined || end === undefined ? undefined : [begin, end];
}
