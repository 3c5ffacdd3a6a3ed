import type { PlanKind, PlanRow, Rung } from "../../index.js";
import type { PlanRequest } from "../worker/protocol.js";
import { Navigation } from "./navigation.js";
import { requestOf } from "./request.js";
import { messageOf } from "./services.js";
import { Session } from "./session.js";
import { dataIn } from "./state.js";
import { Part, type Store } from "./store.js";

export interface PlanState {
  readonly kind: PlanKind;
  readonly level: Rung;
  /** The kernel calls, once they are known. */
  readonly rows: readonly PlanRow[];
  /** Why there are none. */
  readonly failure: string | undefined;
  /** The kernel that is looked into. */
  readonly source: { readonly kernel: string; readonly text: string } | undefined;
}

/** The plan of the model that is set. */
export class Plan extends Part<PlanState> {
  #planned = "";

  constructor(store: Store) {
    super(store, { kind: "train", level: "tiled", rows: [], failure: undefined, source: undefined });
  }

  override follow(): void {
    const request = this.#request;
    const wanted = JSON.stringify(request) ?? "";
    if (!request || wanted === this.#planned) return;
    this.#planned = wanted;
    const tell = (changes: Partial<PlanState>) => {
      // Answers come in the order of questions, but a newer question may stand.
      if (wanted === this.#planned) this.set(changes);
    };
    this.store
      .part(Session)
      .trainer.plan(request)
      .then(
        (rows) => tell({ rows, failure: undefined }),
        (error) => tell({ failure: messageOf(error) }),
      );
  }

  change(changes: Partial<Pick<PlanState, "kind" | "level">>): void {
    this.set(changes);
  }

  async open(kernel: string): Promise<void> {
    this.set({ source: { kernel, text: await this.store.part(Session).trainer.source(kernel) } });
  }

  close(): void {
    this.set({ source: undefined });
  }

  /** None while the settings make no model. */
  get #request(): PlanRequest | undefined {
    const { draft } = this.store.part(Navigation).state;
    const request = requestOf(draft, dataIn(this.store.part(Session).state));
    if (!request) return undefined;
    const { kind, level } = this.state;
    return { model: request.model, kind, level, batchSize: request.batchSize };
  }
}
