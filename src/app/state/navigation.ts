import { type Address, fragmentOf, readAddress } from "./address.js";
import type { Draft } from "./draft.js";
import { Session } from "./session.js";
import { Part, type Store } from "./store.js";

/** What the page's address says: the view, and the settings as they stand. */
export class Navigation extends Part<Address> {
  constructor(store: Store) {
    super(store, readAddress(location.hash));
  }

  /** @param view name of the one that is shown */
  changeDraft(draft: Draft, view: string): void {
    this.set({ draft, unknown: [] });
    // Replaced, not added: the way back leads to another view, not through every key that was pressed.
    history.replaceState(null, "", fragmentOf(view, draft));
  }

  /** The address has changed: a tab, a link, or the way back. */
  readAgain(): void {
    const address = readAddress(location.hash);
    // A run's settings stay those it was started with; a link may change them when it is over.
    const { busy } = this.store.part(Session);
    this.replace(busy ? { ...address, draft: this.state.draft } : address);
  }
}
