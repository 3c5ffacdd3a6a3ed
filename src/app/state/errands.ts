import { Part, type Store } from "./store.js";

/**
 * Long work on the GPU beside training: one at a time, for two would only slow each other, and a measurement beside anything
 * would be wrong.
 */
export class Errands extends Part<{ readonly current?: string }> {
  constructor(store: Store) {
    super(store, {});
  }

  /** What is being done now, as a sentence begins: `“The space of codes”`. */
  get current(): string | undefined {
    return this.state.current;
  }

  /** Does the work, and asks before the page is left meanwhile. Check {@link current} first. */
  async run(what: string, work: () => Promise<void>): Promise<void> {
    window.addEventListener("beforeunload", askFirst);
    this.replace({ current: what });
    try {
      await work();
    } finally {
      window.removeEventListener("beforeunload", askFirst);
      this.replace({});
    }
  }
}

const askFirst = (event: BeforeUnloadEvent) => event.preventDefault();
