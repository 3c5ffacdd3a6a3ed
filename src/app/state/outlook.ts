import { checkModel } from "./model-check.js";
import { Navigation } from "./navigation.js";
import { requestOf, shapeOf } from "./request.js";
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

const NOTHING: OutlookState = { warnings: [], suited: undefined };

/** What is to be expected of the settings and the data in use: a visitor hears of it, and what to do, before a run fails of it. */
export class Outlook extends Part<OutlookState> {
  /** The data, and what of the settings the warnings depend on. */
  #asked: readonly unknown[] = [];

  constructor(store: Store) {
    super(store, NOTHING);
  }

  override follow(): void {
    const { state, trainer } = this.store.part(Session);
    if (!isSettled(state.phase) || !("data" in state)) return;
    const { data } = state;
    // Of MNIST there is nothing to hear: it is as every model here takes it.
    if (data.mnist) {
      this.#asked = [];
      this.#say(NOTHING);
      return;
    }
    const { draft } = this.store.part(Navigation).state;
    const model = checkModel(draft, shapeOf(data));
    const request = requestOf(draft, data, model);
    // What is being typed makes no run yet: what was said stands until it does.
    if (model.options && !request) return;
    const asked = [data, JSON.stringify(model.options), draft.loss];
    if (asked.every((part, at) => part === this.#asked[at])) {
      // How long a run is changes what suits a table, and none of the warnings.
      this.#say({ ...this.state, suited: suitedTo(data, request, this.state.warnings) });
      return;
    }
    const isOfOthers = data !== this.#asked[0];
    this.#asked = asked;
    if (isOfOthers) this.#say(NOTHING);
    const tell = (warnings: readonly string[]) => {
      // Another model or other data may have been chosen meanwhile.
      if (asked === this.#asked) this.#say({ warnings, suited: suitedTo(data, request, warnings) });
    };
    if (request) trainer.outlook(request.model).then(tell, () => tell([]));
    else tell([]);
  }

  /** Only what is new is said: it is read out to who does not see it. */
  #say({ warnings, suited }: OutlookState): void {
    const before = this.state;
    if (suited?.text === before.suited?.text && warnings.join() === before.warnings.join()) return;
    this.set({ warnings, suited });
  }
}
