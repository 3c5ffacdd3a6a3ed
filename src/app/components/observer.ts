import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Part, PartOf, Store } from "../state/store.js";

/** Renders its host anew with every change of the store, and has parts of it follow while the host is in the page. */
export class Observer implements ReactiveController {
  #connected = false;
  #end: (() => void) | undefined;

  /** @param store asked for when the host is first drawn: one that was in the page before it was defined has its properties then */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly store: () => Store,
    private readonly parts: readonly PartOf<Part<object>>[] = [],
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#connected = true;
    this.host.requestUpdate();
  }

  hostUpdate(): void {
    if (this.#connected) this.#end ??= this.store().observe(() => this.host.requestUpdate(), this.parts);
  }

  hostDisconnected(): void {
    this.#connected = false;
    this.#end?.();
    this.#end = undefined;
  }
}
