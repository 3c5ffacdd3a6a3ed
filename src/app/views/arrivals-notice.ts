import { html, nothing, type TemplateResult } from "lit";
import { define } from "../components/define.js";
import { type Dropped, droppedFiles, namesText } from "../components/dropped-files.js";
import { Observer } from "../components/observer.js";
import { PageElement } from "../components/page-element.js";
import type { Drop } from "../components/stray-drops.js";
import { Arrivals, type ArrivalsState } from "../state/arrivals.js";
import { Session } from "../state/session.js";
import { Shelf } from "../state/shelf.js";
import type { Store } from "../state/store.js";

/** What waits for the end of a run, and what is wrong with a model that came: whichever view is shown. */
export class ArrivalsNotice extends PageElement {
  static override properties = { store: { attribute: false } };

  declare store: Store;
  #shown = "";
  /** Whether one of its buttons has the keyboard's focus. */
  #isFocused = false;

  constructor() {
    super();
    new Observer(this, () => this.store);
  }

  protected override willUpdate(): void {
    this.#isFocused = this.contains(document.activeElement);
  }

  protected override render(): TemplateResult {
    const arrivals = this.store.part(Arrivals);
    const { waiting, waitingLink, refused } = arrivals.state;
    return html`<div role="alert">
      ${waiting ? this.#waits("waiting", namesOf(waiting), () => arrivals.takeWaiting()) : nothing}
      ${waitingLink === undefined ? nothing : this.#waits("waitingLink", LINKED, () => arrivals.takeWaitingLink())}
      ${
        refused
          ? html`<div class="notice bad" id="refused">
              <p>${refused}</p>
              <p class="buttons">${this.#leave("refused", "Close")}</p>
            </div>`
          : nothing
      }
    </div>`;
  }

  /** @param name of what waits */
  #waits(what: "waiting" | "waitingLink", name: string, take: () => Promise<void>): TemplateResult {
    const { busy } = this.store.part(Session);
    const lost = `${busy ? "Stop the run and take" : "Take"} its model home first: what it has learnt is lost then.`;
    return html`<div class="notice" id=${what === "waiting" ? "waiting" : "waiting-link"}>
      <p>
        ${busy ? `A model is being trained: ${name} can be opened when that is over.` : `The run is over, and ${name} can be opened.`}
        ${this.store.part(Shelf).keeps ? "What the run has learnt stays on the shelf." : lost}
      </p>
      <p class="buttons">
        <button type="button" class="small" @click=${() => void take()}>${busy ? "Stop the run and open" : "Open now"}</button>
        ${this.#leave(what, "Leave it")}
      </p>
    </div>`;
  }

  #leave(what: keyof ArrivalsState, label: string): TemplateResult {
    const leave = () => this.store.part(Arrivals).leave(what);
    return html`<button type="button" class="small" @click=${leave}>${label}</button>`;
  }

  protected override updated(): void {
    const { waiting, waitingLink, refused } = this.store.part(Arrivals).state;
    const shown = refused ?? (waiting ? namesOf(waiting) : (waitingLink ?? ""));
    // What was dropped further down is answered up here.
    if (shown !== "" && shown !== this.#shown) this.querySelector(".notice")?.scrollIntoView({ block: "nearest" });
    this.#shown = shown;
    // A button that was pressed goes: the focus stays near.
    if (this.#isFocused && !this.contains(document.activeElement))
      this.closest<HTMLElement>("main")?.focus({ preventScroll: true });
  }
}

const LINKED = "the link’s model";
const namesOf = ({ files }: Dropped) => namesText(files.map(({ path }) => path));

/** Takes what was dropped, in whichever view. */
export async function takeDropped(store: Store, drop: Drop): Promise<void> {
  await store.part(Arrivals).take(droppedFiles(drop));
}

/** From now on the shelf takes what is trained, and a link's model is opened. @returns what ends it */
export function followArrivals(store: Store): () => void {
  define({ "arrivals-notice": ArrivalsNotice });
  return store.observe(() => {}, [Shelf, Arrivals]);
}
