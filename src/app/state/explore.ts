import { type DescriptionOptions, sizeOf } from "../../index.js";
import type { DataInfo } from "../worker/protocol.js";
import { codeOf, nearestCodes, planeCodes, rangesOf, walk } from "./explore-codes.js";
import { inkFor, type Stroke } from "./explore-drawing.js";
import { type Making, type MapKind, makeMap, planeMap } from "./explore-maps.js";
import { type Codebook, type Drawn, type ExploreState, FORGOTTEN, type MapState, walkEnds } from "./explore-state.js";
import { Latest } from "./latest.js";
import type { Run } from "./run.js";
import { Session } from "./session.js";
import { Stage } from "./stage.js";
import { dataIn, isBusy, learntIn } from "./state.js";
import { Part, type Store } from "./store.js";

/** Samples that are looked at: as many as a map shows well, fewer where the GPU is the processor. */
const MOST_SAMPLES = { hardware: 5000, software: 2000 };
const MOST_PINNED = 8;
/** Samples on a walk, and on a side of the plane of codes. */
export const WALK_STEPS = 9;
export const PLANE_SIDE = 15;
const NEIGHBOURS = 6;

/** The page's side of exploring. Everything that is asked of the worker follows from the state, in `follow`. */
export class Exploration extends Part<ExploreState> {
  readonly #session: Session;
  readonly #stage: Stage;
  /** What the codes are of; runs are replaced with every step. */
  #run: Run | undefined;
  #trained: DescriptionOptions | undefined;
  #data: DataInfo | undefined;
  #making: Making | undefined;
  readonly #asked = new Map<keyof Drawn, { readonly latest: Latest; of: readonly unknown[] }>();

  constructor(store: Store) {
    super(store, {
      fetching: false,
      kind: "pca",
      maps: {},
      pinned: [],
      code: new Float32Array(),
      start: "mean",
      strokes: [],
      drawn: {},
    });
    this.#session = store.part(Session);
    this.#stage = store.part(Stage);
  }

  override follow(): void {
    const { phase } = this.#session.state;
    if ((phase === "paused" || !isBusy(phase)) && !this.state.failure) void this.#refresh();
    const { book, picked, place, code, strokes } = this.state;
    if (!book) return;
    const decode = (name: Exclude<keyof Drawn, "drawing">, of: unknown, codes: () => Float32Array) =>
      this.#ask(name, [of], async ({ explorer }) => ({ [name]: await explorer.decode(codes()) }));
    if (picked !== undefined) decode("picked", picked, () => codeOf(book.codes, book.size, picked));
    const under = place && this.codeAt(place);
    if (under) decode("place", place, () => under);
    decode("sliders", code, () => code);
    const ends = walkEnds(this.state);
    if (ends) {
      const [from, to] = ends.map((index) => codeOf(book.codes, book.size, index)) as [Float32Array, Float32Array];
      decode("walk", ends.join(), () => walk(from, to, WALK_STEPS));
    }
    if (book.size === 2) decode("plane", book, () => planeCodes(book.codes, PLANE_SIDE));
    if (strokes.length > 0) {
      this.#ask("drawing", [strokes], async ({ data, explorer, codes }) => {
        const ink = inkFor(data, strokes);
        const code = await explorer.encode(ink);
        const reconstruction = await explorer.decode(code);
        return { drawing: { ink, code, reconstruction, neighbours: nearestCodes(codes, code, NEIGHBOURS) } };
      });
    }
  }

  /** Asks once, and of what is asked meanwhile only the last; an answer that is of another model's codes comes too late. */
  #ask(name: keyof Drawn, of: readonly unknown[], answer: (book: Codebook) => Promise<Drawn>): void {
    const { book } = this.state;
    if (!book) return;
    const asked = this.#asked.get(name) ?? { latest: new Latest(), of: [] };
    this.#asked.set(name, asked);
    const now = [book, ...of];
    if (now.every((part, at) => part === asked.of[at])) return;
    asked.of = now;
    void asked.latest.run(async () => {
      try {
        const drawn = await answer(book);
        if (book !== this.state.book || this.#asked.get(name) !== asked) return;
        this.set({ drawn: { ...this.state.drawn, ...drawn } });
      } catch (error) {
        // An older book's troubles are nobody's any more.
        if (book === this.state.book) this.#fail(error);
      }
    });
  }

  /**
   * Has the codes of the model that there is now; does nothing when they are there, or being fetched. The steps that were on
   * their way into a pause come after it: what was there stays until newer codes of the same model are.
   */
  async #refresh(): Promise<void> {
    const { state } = this.#session;
    const { run, trained } = learntIn(state) ?? {};
    const data = dataIn(state);
    if (run === this.#run) return;
    const other = !run || trained !== this.#trained || data !== this.#data;
    if (other) this.#forget();
    this.#run = run;
    this.#trained = trained;
    const otherData = data !== this.#data;
    this.#data = data;
    if (other) this.set({ ...FORGOTTEN, ...(otherData && { pinned: [], picked: undefined }) });
    if (!run || !data) return;
    this.set({ fetching: true });
    try {
      const book = await this.#fetch(data);
      if (run === this.#run) this.#use(book);
      else await book.explorer.dispose();
    } catch (error) {
      if (run === this.#run) this.#fail(error);
    }
    if (run === this.#run) this.set({ fetching: false });
  }

  #forget(): void {
    this.#making?.cancel();
    this.#making = undefined;
    void this.state.book?.explorer.dispose();
  }

  /** After a failure: forgets it, and what may be to blame. */
  retry(): void {
    this.#asked.clear();
    if (!this.state.book) this.#run = undefined;
    this.set({ failure: undefined });
  }

  #fail(error: unknown): void {
    this.set({ failure: error instanceof Error ? error.message : String(error) });
  }

  /** Shows another map, made when it is first asked for. */
  async show(kind: MapKind): Promise<void> {
    const { book } = this.state;
    if (!book) return;
    if (kind !== this.state.kind) this.cancel();
    this.set({ kind, place: undefined });
    if (this.state.maps[kind]?.map) return;
    if (kind === "plane") return this.#setMap(kind, { map: planeMap(book.codes, book.size, book.labels) });
    const report = (share: number) => {
      if (this.#making === making) this.#setMap(kind, { share });
    };
    const making = makeMap(kind, book.codes, book.size, report, this.#stage.state.axes);
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
    this.#setMap(this.state.kind, {});
  }

  pick(picked: number | undefined): void {
    if (picked !== this.state.picked) this.set({ picked });
  }

  /** The pointer is over a place of the map. */
  point(place: readonly [number, number]): void {
    if (this.codeAt(place)) this.set({ place });
  }

  pin(index: number): void {
    this.set({ pinned: [...this.state.pinned.filter((other) => other !== index), index].slice(-MOST_PINNED) });
  }

  unpin(index: number): void {
    const { pinned, start } = this.state;
    this.set({ pinned: pinned.filter((other) => other !== index), start: start === index ? "place" : start });
  }

  /** Chooses ends of the walk. */
  walk(ends: Pick<ExploreState, "from" | "to">): void {
    this.set(ends);
  }

  /** Sets the sliders to the mean of all codes, or to a sample's. */
  startFrom(start: "mean" | number): void {
    const { book } = this.state;
    if (!book) return;
    this.set({ start, code: startOf(book, start) });
  }

  /** Sets the sliders to any code; from a place on a map it is a new start. */
  setCode(code: Float32Array, isStart = false): void {
    this.set({ code, ...(isStart && { start: "place" }) });
  }

  /** Sets the sliders to a place of the map, where that is a code. */
  goTo(place: readonly [number, number]): void {
    const code = this.codeAt(place);
    if (code) this.setCode(code, true);
  }

  /** Takes what the visitor has drawn; no stroke where it was wiped away. */
  draw(strokes: readonly Stroke[]): void {
    const { drawing, ...others } = this.state.drawn;
    const isBlank = strokes.length === 0;
    if (isBlank) this.#asked.delete("drawing");
    this.set({ strokes, drawn: isBlank || !drawing ? others : this.state.drawn });
  }

  /** The code at a place of the map; on a map of neighbours there is none. */
  codeAt(place: readonly [number, number]): Float32Array | undefined {
    const { kind, maps } = this.state;
    return maps[kind]?.map?.codeOf?.(place);
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
    const { picked, start, kind } = this.state;
    this.#forget();
    const other = labels?.findIndex((label) => label !== labels[0]) ?? 1;
    const first = { picked: 0, pinned: other > 0 && other < book.count ? [0, other] : [0] };
    // All at once: what follows from a book without a code of its own would be nonsense.
    const at = start !== "place" && { code: startOf(book, start) };
    this.set({ book, maps: {}, ...(picked === undefined && first), ...at });
    const fits = kind === "umap" || (kind === "plane") === size <= 2;
    void this.show(fits ? kind : size <= 2 ? "plane" : "pca");
  }

  #setMap(kind: MapKind, state: MapState): void {
    this.set({ maps: { ...this.state.maps, [kind]: state } });
  }
}

/** The mean of all codes, or a sample's. */
function startOf({ ranges, codes, size }: Codebook, start: "mean" | number): Float32Array {
  return start === "mean" ? Float32Array.from(ranges, ({ mean }) => mean) : codeOf(codes, size, start);
}
