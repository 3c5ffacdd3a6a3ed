import type { ReactiveController, ReactiveControllerHost } from "lit";
import { theme } from "../state/theme.js";

/** What a host that draws does when something around it changes. */
export interface Reactions {
  /** It has another size, or its first one. */
  readonly resized: () => void;
  /** The page has other colours: light, or dark. */
  readonly recoloured: () => void;
}

/** Tells a host that draws on a canvas, which no style sheet reaches, when it has to draw anew. */
export class Surroundings implements ReactiveController {
  readonly #resized: ResizeObserver;

  constructor(
    private readonly host: ReactiveControllerHost & Element,
    private readonly reactions: Reactions,
  ) {
    this.#resized = new ResizeObserver(reactions.resized);
    host.addController(this);
  }

  hostConnected(): void {
    theme.addEventListener("change", this.reactions.recoloured);
    this.#resized.observe(this.host);
  }

  hostDisconnected(): void {
    theme.removeEventListener("change", this.reactions.recoloured);
    this.#resized.disconnect();
  }
}
