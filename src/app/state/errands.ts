import type { Session } from "./session.js";

/**
 * Long work on the GPU beside training: one at a time, for two would only slow each other, and a measurement beside anything
 * would be wrong. Tells of every change by an event `change`.
 */
export class Errands extends EventTarget {
  #current: string | undefined;

  /** Those of a session, the same at every call. */
  static of(session: Session): Errands {
    const known = ERRANDS_OF.get(session) ?? new Errands();
    ERRANDS_OF.set(session, known);
    return known;
  }

  /** What is being done now, as a sentence begins: `“The space of codes”`. */
  get current(): string | undefined {
    return this.#current;
  }

  /** Does the work, and asks before the page is left meanwhile. Check {@link current} first. */
  async run(what: string, work: () => Promise<void>): Promise<void> {
    this.#current = what;
    window.addEventListener("beforeunload", askFirst);
    this.dispatchEvent(new Event("change"));
    try {
      await work();
    } finally {
      this.#current = undefined;
      window.removeEventListener("beforeunload", askFirst);
      this.dispatchEvent(new Event("change"));
    }
  }
}

const ERRANDS_OF = new WeakMap<Session, Errands>();

const askFirst = (event: BeforeUnloadEvent) => event.preventDefault();
