import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { isSettled, type Phase } from "../state/state.js";
import { count } from "./format.js";
import { PageElement } from "./page-element.js";

export type Wish = "pause" | "resume" | "stop" | "reset" | "trainOn";

const LABELS: Readonly<Record<Exclude<Wish, "trainOn">, string>> = {
  pause: "Pause",
  resume: "Resume",
  stop: "Stop",
  reset: "Reset",
};

/**
 * The buttons of a run: those that mean something now.
 * @fires wish with a {@link Wish} as its detail
 */
export class RunControls extends PageElement {
  static override properties = {
    phase: { attribute: false },
    hasRun: { attribute: false },
    epochs: { attribute: false },
    first: { attribute: false },
    ruledOut: { attribute: false },
    form: {},
  };

  declare phase: Phase;
  /** Whether there is something to reset. */
  declare hasRun: boolean;
  /** How many more the model can be trained for, as they are set; none while they are not known. */
  declare epochs: number | undefined;
  /** Training begins on so many samples, as the others have not come yet; nothing where all are there. */
  declare first: number | undefined;
  /** Id of the text that says why it cannot; none where it can. */
  declare ruledOut: string | undefined;
  /** Id of the form that starting submits. */
  declare form: string;
  #hadFocus = false;

  protected override willUpdate(): void {
    this.#hadFocus = this.contains(document.activeElement);
  }

  protected override updated(changed: PropertyValues): void {
    // The pressed button goes, and would take the keyboard's focus with it.
    if (!changed.has("phase") || !this.#hadFocus || this.contains(document.activeElement)) return;
    this.querySelector<HTMLElement>("button:not([disabled])")?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    if (this.phase === "stopping") {
      // Disabled, it would lose the keyboard's focus.
      return html`<button id="stop" type="button" aria-disabled="true">Stopping…</button>`;
    }
    if (this.phase === "training") return html`${this.#button("pause")} ${this.#button("stop")}`;
    if (this.phase === "paused") return html`${this.#button("resume", true)} ${this.#button("stop")}`;
    return html`
      ${this.#start()} ${this.phase === "finished" ? this.#trainOn() : ""} ${this.hasRun ? this.#button("reset") : ""}
    `;
  }

  /** Submits the settings: the key Enter in any of them does the same. */
  #start(): TemplateResult {
    return html`<button id="start" class="primary" form=${this.form} data-first=${this.first ?? nothing} ?disabled=${!isSettled(this.phase)}>${this.first === undefined ? "Start training" : `Start on ${count(this.first)} digits`}</button>`;
  }

  #trainOn(): TemplateResult {
    const { epochs, ruledOut } = this;
    const more = epochs === undefined ? "" : `: ${count(epochs)} ${epochs === 1 ? "epoch" : "epochs"}`;
    return html`
      <button
        id="train-on"
        type="button"
        ?disabled=${ruledOut !== undefined}
        aria-describedby=${ruledOut ?? nothing}
        @click=${this.#wishing("trainOn")}
      >Train on${more}</button>
    `;
  }

  #button(wish: keyof typeof LABELS, primary = false): TemplateResult {
    return html`
      <button id=${wish} type="button" class=${primary ? "primary" : ""} @click=${this.#wishing(wish)}>${LABELS[wish]}</button>
    `;
  }

  #wishing(detail: Wish): (event: MouseEvent) => void {
    return (event) => {
      // The second of a double click is not meant for the button that took the first one's place.
      if (event.detail < 2) this.dispatchEvent(new CustomEvent<Wish>("wish", { detail }));
    };
  }
}
