import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Renders its host anew with every event `change` of what it watches. */
export class StoreWatch implements ReactiveController {
  #stores: readonly EventTarget[] = [];
  readonly #changed: () => void;

  /** @param stores asked for when the host is connected, and has its properties */
  constructor(
    host: ReactiveControllerHost,
    private readonly stores: () => readonly EventTarget[],
  ) {
    this.#changed = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected(): void {
    this.#stores = this.stores();
    for (const store of this.#stores) store.addEventListener("change", this.#changed);
  }

  hostDisconnected(): void {
    for (const store of this.#stores) store.removeEventListener("change", this.#changed);
  }
}
