import type { Remote } from "comlink";
import { type DescriptionOptions, sizeOf } from "../../index.js";
import type { Explorer } from "../worker/explore-protocol.js";
import type { DataInfo } from "../worker/protocol.js";
import { codeOf, rangesOf, type UnitRange } from "./explore-codes.js";
import { type CodeMap, type Making, type MapKind, makeMap, planeMap } from "./explore-maps.js";
import type { Run } from "./run.js";
import type { Session } from "./session.js";

/** Samples that are looked at: as many as a map shows well, fewer where the GPU is the processor. */
const MOST_SAMPLES = { hardware: 5000, software: 2000 };
const MOST_PINNED = 8;

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

/** What a visitor looks at in a model's codes; kept while other views are open. */
export class Exploration {
  /** What goes wrong with codes and pictures. */
  failure: string | undefined;
  book: Codebook | undefined;
  /** Whether newer codes are on their way. */
  fetching = false;
  kind: MapKind = "pca";
  maps: Partial<Record<MapKind, MapState>> = {};
  /** The sample that is pointed at. */
  picked: number | undefined;
  /** Samples to come back to, the oldest first. */
  pinned: readonly number[] = [];
  /** The code that the sliders stand at. */
  code: Float32Array = new Float32Array();
  /** Where that began: the mean of all codes, a place on a map, or a sample. */
  start: "mean" | "place" | number = "mean";
  /** The code of what was drawn. */
  drawn: Float32Array | undefined;

  readonly #session: Session;
  #changed: () => void = () => {};
  /** What the codes are of; runs are replaced with every step. */
  #run: Run | undefined;
  #trained: DescriptionOptions | undefined;
  #data: DataInfo | undefined;
  #making: Making | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Tells `changed` of every change, until someone else asks for it. */
  watch(changed: () => void): void {
    this.#changed = changed;
  }

  /**
   * Has the codes of the model that there is now; does nothing when they are there, or being fetched. The steps that were on
   * their way into a pause come after it: what was there stays until newer codes of the same model are.
   */
  async refresh(): Promise<void> {
    const { run, data, trained } = this.#session.state;
    if (run === this.#run) return;
    if (data !== this.#data) this.#unpinAll();
    if (!run || trained !== this.#trained || data !== this.#data) this.forget();
    if (!run || !data) return;
    this.#run = run;
    this.#trained = trained;
    this.#data = data;
    this.fetching = true;
    this.#changed();
    try {
      const book = await this.#fetch(data);
      if (run === this.#run) this.#use(book);
      else await book.explorer.dispose();
    } catch (error) {
      if (run === this.#run) this.fail(error);
    }
    if (run === this.#run) this.fetching = false;
    this.#changed();
  }

  /** Forgets the codes and all that was made of them, so that `refresh` begins anew. */
  forget(): void {
    this.cancel();
    void this.book?.explorer.dispose();
    this.#run = undefined;
    this.book = undefined;
    this.failure = undefined;
    this.fetching = false;
    this.maps = {};
    this.drawn = undefined;
    this.start = "mean";
    this.#changed();
  }

  /** After a failure: forgets it, and what may be to blame. */
  retry(): void {
    if (!this.book) this.forget();
    this.failure = undefined;
    this.#changed();
  }

  /** @param book what was asked of; an older one's troubles are nobody's any more */
  readonly fail = (error: unknown, book = this.book): void => {
    if (book !== this.book) return;
    this.failure = error instanceof Error ? error.message : String(error);
    this.#changed();
  };

  /** Shows another map, made when it is first asked for. */
  async show(kind: MapKind): Promise<void> {
    const { book } = this;
    if (!book) return;
    if (kind !== this.kind) this.cancel();
    this.kind = kind;
    this.#changed();
    if (this.maps[kind]?.map) return;
    if (kind === "plane") return this.#setMap(kind, { map: planeMap(book.codes, book.size, book.labels) });
    const making = makeMap(kind, book.codes, book.size, (share) => {
      if (this.#making === making) this.#setMap(kind, { share });
    });
    this.#making = making;
    this.#setMap(kind, { share: 0 });
    let state: MapState;
    try {
      state = { map: await making.map };
    } catch (error) {
      state = { failure: error instanceof Error ? error.message : String(error) };
    }
    if (this.#making !== making) return;
    this.#making = undefined;
    this.#setMap(kind, state);
  }

  /** Ends the making of a map. */
  cancel(): void {
    if (!this.#making) return;
    this.#making.cancel();
    this.#making = undefined;
    this.#setMap(this.kind, {});
  }

  pick(index: number | undefined): void {
    if (index === this.picked) return;
    this.picked = index;
    this.#changed();
  }

  pin(index: number): void {
    this.pinned = [...this.pinned.filter((other) => other !== index), index].slice(-MOST_PINNED);
    this.#changed();
  }

  unpin(index: number): void {
    this.pinned = this.pinned.filter((other) => other !== index);
    if (this.start === index) this.start = "place";
    this.#changed();
  }

  /** Sets the sliders to the mean of all codes, or to a sample's. */
  startFrom(start: "mean" | number): void {
    if (!this.book) return;
    const { ranges, codes, size } = this.book;
    this.start = start;
    this.code = start === "mean" ? Float32Array.from(ranges, ({ mean }) => mean) : codeOf(codes, size, start);
    this.#changed();
  }

  /** Sets the sliders to any code; from a place on a map it is a new start. */
  setCode(code: Float32Array, isStart = false): void {
    this.code = code;
    if (isStart) this.start = "place";
    this.#changed();
  }

  setDrawn(code: Float32Array | undefined): void {
    this.drawn = code;
    this.#changed();
  }

  async #fetch(data: DataInfo): Promise<Codebook> {
    const software = this.#session.state.adapter?.software ?? true;
    const explorer = await this.#session.trainer.explorer();
    const samples = await explorer.samples(MOST_SAMPLES[software ? "software" : "hardware"]);
    const size = sizeOf(samples.codeShape);
    const classes = [...new Set(samples.labels)].sort((a, b) => a - b);
    return { ...samples, data, explorer, size, classes, ranges: rangesOf(samples.codes, size) };
  }

  /** There is something to see at once: a map, the mean, and two samples to walk between. */
  #use(book: Codebook): void {
    const { labels, size } = book;
    this.cancel();
    void this.book?.explorer.dispose();
    this.book = book;
    this.maps = {};
    if (this.picked === undefined) {
      const other = labels?.findIndex((label) => label !== labels[0]) ?? 1;
      this.pinned = other > 0 && other < book.count ? [0, other] : [0];
      this.picked = 0;
    }
    if (this.start !== "place") this.startFrom(this.start);
    const fits = this.kind === "umap" || (this.kind === "plane") === size <= 2;
    void this.show(fits ? this.kind : size <= 2 ? "plane" : "pca");
  }

  #unpinAll(): void {
    this.pinned = [];
    this.picked = undefined;
  }

  #setMap(kind: MapKind, state: MapState): void {
    this.maps = { ...this.maps, [kind]: state };
    this.#changed();
  }
}

const explorations = new WeakMap<Session, Exploration>();

/** The one exploration of a session. */
export function explorationOf(session: Session): Exploration {
  const known = explorations.get(session) ?? new Exploration(session);
  explorations.set(session, known);
  return known;
}
