import { type Dropped, withoutHidden } from "../components/dropped-files.js";
import { fragmentOf } from "./address.js";
import { withFiles } from "./data-choice.js";
import { holdModel } from "./model-files.js";
import { Navigation } from "./navigation.js";
import { Session } from "./session.js";
import { Shelf } from "./shelf.js";
import { isSettled } from "./state.js";
import { Part, type Store } from "./store.js";

export interface ArrivalsState {
  /** Files that came while a model was being trained: they are taken when the visitor says so. */
  readonly waiting: Dropped | undefined;
  /** What is wrong with a model that was given, or came with a link. */
  readonly refused: string | undefined;
}

/** What comes to the page from outside, files and a link's model, and what becomes of it. */
export class Arrivals extends Part<ArrivalsState> {
  readonly #session: Session;
  readonly #shelf: Shelf;
  /** The link's model that was opened last, and whether it still is being opened. */
  #linked: string | undefined;
  #opening = false;

  constructor(store: Store) {
    super(store, { waiting: undefined, refused: undefined });
    this.#session = store.part(Session);
    this.#shelf = store.part(Shelf);
  }

  override follow(): void {
    const navigation = this.store.part(Navigation);
    const { weights } = navigation.state;
    if (weights === undefined || this.#opening || !isSettled(this.#session.state.phase)) return;
    // The way back leads to its address again, and what was trained since is not given up for it.
    if (weights === this.#linked) navigation.dropWeights(weights);
    else void this.#openLinked(weights);
  }

  async #openLinked(weights: string): Promise<void> {
    this.#linked = weights;
    this.#opening = true;
    this.leave();
    await this.#shelf.openLinked(weights, (problem) => this.set({ refused: problem }));
    this.#opening = false;
    this.store.part(Navigation).dropWeights(weights);
    // Another one may have come meanwhile.
    this.follow();
  }

  /** Reads files that are data, and opens those that are a model; over a run only when the visitor says so. */
  async take(given: Dropped): Promise<void> {
    const { files, unread } = given;
    if (files.length === 0 && unread.length === 0) return;
    this.leave();
    await this.#passed("opening");
    if (this.#session.state.phase === "blocked") return;
    if (this.#session.busy) return this.set({ waiting: given });
    if (await holdModel(files)) {
      await this.#passed("loading");
      return this.#shelf.openFiles(files, (problem) => this.set({ refused: problem }));
    }
    // What becomes of data is seen there.
    const { view, draft } = this.store.part(Navigation).state;
    if (view !== "train" && view !== "") location.hash = fragmentOf("train", draft);
    const { choice } = this.#session.state;
    if (files.length > 0) {
      await this.#session.loadFiles({ ...withFiles(choice, withoutHidden(files), unread), own: true });
    } else this.#session.choose({ ...choice, unread, own: true });
  }

  /** Ends the run that is in the way, which keeps what it has learnt, and takes what waits. */
  async takeWaiting(): Promise<void> {
    const { waiting } = this.state;
    if (!waiting) return;
    await this.#session.stop();
    await this.#passed("stopping");
    await this.take(waiting);
  }

  /** Of what came last, nothing is to be done or said any more. */
  leave(): void {
    this.set({ waiting: undefined, refused: undefined });
  }

  /** Resolves outside that phase. */
  #passed(phase: "opening" | "loading" | "stopping"): Promise<void> {
    return new Promise((resolve) => {
      const isPast = () => this.#session.state.phase !== phase;
      if (isPast()) return resolve();
      const end = this.store.observe(() => {
        if (!isPast()) return;
        end();
        resolve();
      });
    });
  }
}
