import { html, nothing, type TemplateResult } from "lit";
import { define } from "../components/define.js";
import { type Dropped, droppedFiles } from "../components/dropped-files.js";
import { Observer } from "../components/observer.js";
import { PageElement } from "../components/page-element.js";
import type { Drop } from "../components/stray-drops.js";
import { Arrivals } from "../state/arrivals.js";
import { Session } from "../state/session.js";
import { Shelf } from "../state/shelf.js";
import type { Store } from "../state/store.js";

/** Files that wait for the end of a run, and what is wrong with a model that came: whichever view is shown. */
export class ArrivalsNotice extends PageElement {
  static override properties = { store: { attribute: false } };

  declare store: Store;
  #shown = "";

  constructor() {
    super();
    new Observer(this, () => this.store);
  }

  protected override render(): TemplateResult {
    const arrivals = this.store.part(Arrivals);
    const { waiting, refused } = arrivals.state;
    const { busy } = this.store.part(Session);
    const close = (label: string) =>
      html`<button type="button" class="small" @click=${() => arrivals.leave()}>${label}</button>`;
    return html`<div role="alert">
      ${
        waiting
          ? html`<div class="notice" id="waiting">
              <p>
                ${busy ? `A model is being trained: ${namesOf(waiting)} can be opened when that is over.` : `The run is over, and ${namesOf(waiting)} can be opened.`}
                What the run has learnt stays on the shelf.
              </p>
              <p class="buttons">
                <button type="button" class="small" @click=${() => void arrivals.takeWaiting()}>${busy ? "Stop the run and open" : "Open now"}</button>
                ${close("Leave it")}
              </p>
            </div>`
          : nothing
      }
      ${
        refused
          ? html`<div class="notice bad" id="refused">
              <p>${refused}</p>
              <p class="buttons">${close("Close")}</p>
            </div>`
          : nothing
      }
    </div>`;
  }

  protected override updated(): void {
    const { waiting, refused } = this.store.part(Arrivals).state;
    const shown = refused ?? (waiting ? namesOf(waiting) : "");
    // What was dropped further down is answered up here.
    if (shown !== "" && shown !== this.#shown) this.querySelector(".notice")?.scrollIntoView({ block: "nearest" });
    this.#shown = shown;
  }
}

/** Takes what was dropped, in whichever view. */
export async function takeDropped(store: Store, drop: Drop): Promise<void> {
  await store.part(Arrivals).take(await droppedFiles(drop));
}

/** From now on the shelf takes what is trained, and a link's model is opened. */
export function followArrivals(store: Store): void {
  define({ "arrivals-notice": ArrivalsNotice });
  store.observe(() => {}, [Shelf, Arrivals]);
}

/** The first of the files by its name, and how many others. */
function namesOf({ files, unread }: Dropped): string {
  const [first = "", ...others] = [...files.map(({ path }) => path), ...unread];
  const name = first.length > 80 ? `${first.slice(0, 80)}…` : first;
  return others.length === 0 ? `“${name}”` : `“${name}” and ${others.length.toLocaleString("en")} more`;
}
