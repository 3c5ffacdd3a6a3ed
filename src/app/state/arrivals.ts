import { type Dropped, unreadText, withoutHidden } from "../components/dropped-files.js";
import { fragmentOf } from "./address.js";
import { withFiles } from "./data-choice.js";
import { holdModel } from "./model-files.js";
import { Navigation } from "./navigation.js";
import { Session } from "./session.js";
import { Shelf } from "./shelf.js";
import { isBusy, isSettled } from "./state.js";
import { Part, type Store } from "./store.js";
import { Turns } from "./turns.js";

export interface ArrivalsState {
  /** Files that came while a model was being trained: they are taken when the visitor says so. */
  readonly waiting: Dropped | undefined;
  /** A link's model, as text, that came while one was being trained, and waits as well. */
  readonly waitingLink: string | undefined;
  /** What is wrong with a model that was given, or came with a link. */
  readonly refused: string | undefined;
}

/** Where a model that takes another's place is seen. */
const SHOW_MODELS: readonly string[] = ["", "train", "explore"];
const SHOW_DATA: readonly string[] = ["", "train"];

/** What comes to the page from outside, files and a link's model, and what becomes of it. */
export class Arrivals extends Part<ArrivalsState> {
  readonly #session: Session;
  readonly #shelf: Shelf;
  /** What comes is dealt with in the order in which it came: the last stays. */
  readonly #turns = new Turns();
  /** The links' models that were opened, and whether one is about to be. */
  readonly #opened = new Set<string>();
  #opening = false;

  constructor(store: Store) {
    super(store, { waiting: undefined, waitingLink: undefined, refused: undefined });
    this.#session = store.part(Session);
    this.#shelf = store.part(Shelf);
  }

  override follow(): void {
    const navigation = this.store.part(Navigation);
    const { weights } = navigation.state;
    const { phase } = this.#session.state;
    // Without data no model can be opened: it stays in the address until there are some.
    if (weights === undefined || this.#opening || phase === "blocked" || phase === "no-data") return;
    // The way back leads to its address again, and what was trained since is not given up for it.
    if (this.#opened.has(weights)) navigation.dropWeights(weights);
    else {
      this.#opening = true;
      void this.#turns.take(() => this.#takeLink(weights));
    }
  }

  async #takeLink(weights: string): Promise<void> {
    await this.#passed("opening");
    await this.#passed("loading");
    const { phase } = this.#session.state;
    const hasData = isBusy(phase) || isSettled(phase);
    if (hasData) await this.#openLink(weights);
    this.#opening = false;
    if (hasData) this.store.part(Navigation).dropWeights(weights);
    // Another one may have come meanwhile.
    this.follow();
  }

  /** Opens a link's model; over a run only when the visitor says so. @returns whether it was opened */
  async #openLink(weights: string): Promise<boolean> {
    if (this.#session.busy) {
      this.set({ waitingLink: weights });
      return false;
    }
    let refused: string | undefined;
    await this.#shelf.openLinked(weights, (problem) => (refused = problem));
    if (refused === undefined) this.#opened.add(weights);
    this.set({ refused });
    return refused === undefined;
  }

  /** Reads files that are data, and opens those that are a model; over a run only when the visitor says so. */
  take(given: Dropped | Promise<Dropped>): Promise<void> {
    return this.#turns.take(async () => this.#take(await given));
  }

  async #take(given: Dropped): Promise<void> {
    const { files, unread } = given;
    if (files.length === 0 && unread.length === 0) return;
    this.leave("refused");
    await this.#passed("opening");
    if (this.#session.state.phase === "blocked") return;
    if (this.#session.busy) return this.set(files.length > 0 ? { waiting: given } : { refused: unreadText(unread) });
    this.leave("waiting");
    if (await holdModel(files)) {
      await this.#passed("loading");
      let refused: string | undefined;
      await this.#shelf.openFiles(files, (problem) => (refused = problem));
      this.set({ refused });
      if (refused === undefined) this.#show(SHOW_MODELS);
      return;
    }
    // What becomes of data is seen there.
    this.#show(SHOW_DATA);
    const { choice } = this.#session.state;
    if (files.length > 0) {
      await this.#session.loadFiles({ ...withFiles(choice, withoutHidden(files), unread), own: true });
    } else this.#session.choose({ ...choice, unread, own: true });
  }

  /** Ends the run that is in the way, which keeps what it has learnt, and takes the files that wait. */
  async takeWaiting(): Promise<void> {
    const { waiting } = this.state;
    if (!waiting) return;
    this.leave("waiting");
    await this.#turns.take(async () => {
      await this.#endRun();
      await this.#take(waiting);
    });
  }

  /** Ends the run that is in the way, and opens the link's model that waits. */
  async takeWaitingLink(): Promise<void> {
    const { waitingLink } = this.state;
    if (waitingLink === undefined) return;
    this.leave("waitingLink");
    await this.#turns.take(async () => {
      await this.#endRun();
      if (await this.#openLink(waitingLink)) this.#show(SHOW_MODELS);
    });
  }

  /** Of that, nothing is to be done or said any more. */
  leave(what: keyof ArrivalsState): void {
    if (this.state[what] !== undefined) this.set({ [what]: undefined });
  }

  async #endRun(): Promise<void> {
    await this.#session.stop();
    await this.#passed("stopping");
  }

  /** Leads to the view Train, unless one of these is shown. */
  #show(views: readonly string[]): void {
    const { view, draft } = this.store.part(Navigation).state;
    if (!views.includes(view)) location.hash = fragmentOf("train", draft);
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
