import { splitWeights } from "../compact/link-fragment.js";
import { type Address, fragmentOf, readAddress } from "./address.js";
import type { Draft } from "./draft.js";
import { Session } from "./session.js";
import { Part, type Store } from "./store.js";

/** What the page's address says: the view, the settings as they stand, and perhaps a model's weights. */
export interface Place extends Address {
  /** A model as text, until it is open, or known to be damaged. */
  readonly weights: string | undefined;
}

function placeOf(hash: string): Place {
  const { fragment, text } = splitWeights(hash);
  return { ...readAddress(fragment), weights: text };
}

export class Navigation extends Part<Place> {
  constructor(store: Store) {
    super(store, placeOf(location.hash));
  }

  /** That model has been dealt with; another one may have come since. */
  dropWeights(weights: string): void {
    if (this.state.weights === weights) this.set({ weights: undefined });
  }

  /** @param view name of the one that is shown */
  changeDraft(draft: Draft, view: string): void {
    this.set({ draft, unknown: [] });
    // Replaced, not added: the way back leads to another view, not through every key that was pressed.
    history.replaceState(null, "", fragmentOf(view, draft, this.state.step));
  }

  /** The address has changed: a tab, a link, or the way back. */
  readAgain(): void {
    const address = placeOf(location.hash);
    const { busy } = this.store.part(Session);
    // A run's settings stay those it was started with, and the address says so: a link that is copied brings what is on the screen.
    const { draft } = busy ? this.state : address;
    // A tab that is clicked takes nothing away from a link's model that has yet to be opened.
    this.replace({ ...address, draft, weights: address.weights ?? this.state.weights });
    if (busy) history.replaceState(null, "", fragmentOf(address.view, draft, address.step));
  }
}
