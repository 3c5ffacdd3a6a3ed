import { Navigation } from "./navigation.js";
import { requestOf } from "./request.js";
import { Session } from "./session.js";
import { isSettled } from "./state.js";
import { Part, type Store } from "./store.js";
import { type Suited, suitedTo } from "./suited.js";

export interface OutlookState {
  /** What will disappoint of the model that is set and the visitor's own data, before it is trained. */
  readonly warnings: readonly string[];
  /** Other settings for a table, where these will do badly. */
  readonly suited: Suited | undefined;
}

/** What is to be expected of the settings and the data in use: a visitor hears of it, and what to do, before a run fails of it. */
export class Outlook extends Part<OutlookState> {
  #asked: readonly unknown[] = [];

  constructor(store: Store) {
    super(store, { warnings: [], suited: undefined });
  }

  override follow(): void {
    const { state, trainer } = this.store.part(Session);
    if (!isSettled(state.phase) || !("data" in state)) return;
    const { data } = state;
    // Of MNIST there is nothing to hear: it is as every model here takes it.
    const request = data.mnist ? undefined : requestOf(this.store.part(Navigation).state.draft, data);
    const asked = request ? [data, JSON.stringify(request)] : [];
    if (asked.length === this.#asked.length && asked.every((part, at) => part === this.#asked[at])) return;
    this.#asked = asked;
    const tell = (warnings: readonly string[]) => {
      // Another model or other data may have been chosen meanwhile.
      if (asked === this.#asked) this.set({ warnings, suited: request && suitedTo(data, request, warnings) });
    };
    if (!request) tell([]);
    else trainer.outlook(request.model).then(tell, () => tell([]));
  }
}
