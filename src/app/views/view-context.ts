import type { Draft } from "../state/draft.js";
import type { Session } from "../state/session.js";
import type { Store } from "../state/store.js";

/** What a view is given; a new one with every change of the page's state. */
export interface ViewContext {
  readonly store: Store;
  readonly session: Session;
  readonly draft: Draft;
  readonly changeDraft: (draft: Draft) => void;
}
