import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Observer } from "./components/observer.js";
import { PageElement } from "./components/page-element.js";
import { catchStrayDrops, type Drop } from "./components/stray-drops.js";
import { themeSwitch } from "./components/theme-switch.js";
import { ADDRESS_NAMES, fragmentOf } from "./state/address.js";
import type { Draft } from "./state/draft.js";
import { refreshParts } from "./state/fresh-parts.js";
import { Navigation } from "./state/navigation.js";
import { Session } from "./state/session.js";
import type { State } from "./state/state.js";
import { Store } from "./state/store.js";
import { theme } from "./state/theme.js";
import { VIEWS, type View } from "./views/views.js";
import { isCpu } from "./worker/processor.js";

/** Settings that are named where they cannot be read. */
const MOST_TOLD = 10;
const brief = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** The page's shell: header and tabs, one view, and the address that says which, with which settings. */
export class IsthmusApp extends PageElement {
  static override properties = { loaded: { state: true }, failed: { state: true }, deaf: { state: true } };

  /** The view that is shown. */
  declare private loaded: View;
  /** The view that was asked for last, where it could not be fetched. */
  declare private failed: View | undefined;
  /** Whether what takes files and links could not be fetched. */
  declare private deaf: boolean;
  readonly #store = new Store();
  readonly #navigation = this.#store.part(Navigation);
  readonly #session = this.#store.part(Session);

  #endCatching: (() => void) | undefined;
  #endFollowing: (() => void) | undefined;

  constructor() {
    super();
    new Observer(this, () => this.#store);
    [this.loaded] = VIEWS;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("beforeunload", this.#beforeUnload);
    window.addEventListener("hashchange", this.#hashChanged);
    this.#endCatching = catchStrayDrops(window, (drop) => void this.#take(drop));
    void this.#openView();
    void this.#session.open();
    void this.#arrivals();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("beforeunload", this.#beforeUnload);
    window.removeEventListener("hashchange", this.#hashChanged);
    this.#endCatching?.();
    this.#endFollowing?.();
    this.#endFollowing = undefined;
  }

  protected override render(): TemplateResult {
    const { draft } = this.#navigation.state;
    const { state } = this.#session;
    const context = { store: this.#store, session: this.#session, draft, changeDraft: this.#changeDraft };
    return html`
      <button type="button" class="skip" @click=${() => this.querySelector("main")?.focus()}>Skip to the content</button>
      <header class="bar">
        <a class="brand" href=${fragmentOf("train", draft)}>
          <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path d="M4 5C10 5 11 13 16 13S22 5 28 5V27C22 27 21 19 16 19S10 27 4 27Z" /></svg>
          <h1>Isthmus</h1>
        </a>
        <nav aria-label="Views">
          <ul class="tabs">
            ${VIEWS.map(
              (view) => html`<li>
                <a href=${fragmentOf(view.name, draft)} aria-current=${view === this.loaded ? "page" : nothing} @click=${() => this.#tryAgain(view)}>${view.title}</a>
              </li>`,
            )}
          </ul>
        </nav>
        <div class="bar-end">${adapterBadge(state)} ${themeSwitch()}</div>
      </header>
      <main tabindex="-1">
        <arrivals-notice .store=${this.#store}></arrivals-notice>
        ${this.#unknown()} ${this.#missing()} ${this.loaded.render(context)}
      </main>
      <footer class="foot">
        <p>Everything runs in this tab, on this computer: no picture, file or number leaves it.</p>
      </footer>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    // On a phone the tabs are one row, in which the current one may be out of sight.
    if (changed.has("loaded")) this.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  /** Files dropped anywhere are data, or a model. */
  async #take(drop: Drop): Promise<void> {
    await (await this.#arrivals())?.takeDropped(this.#store, drop);
  }

  /** What the address or the browser's memory says and cannot be read: it is left out. */
  #unknown(): TemplateResult | typeof nothing {
    const { unknown, view } = this.#navigation.state;
    const isView = view === "" || VIEWS.some(({ name }) => name === view);
    if (unknown.length === 0 && isView && theme.unreadable === undefined) return nothing;
    const more = unknown.length > MOST_TOLD ? ` and ${unknown.length - MOST_TOLD} more` : "";
    return html`<div class="notice" role="alert" id="unknown">
      ${isView ? nothing : html`<p>The address asks for the view “${brief(view)}”, which this page does not have.</p>`}
      ${
        unknown.length === 0
          ? nothing
          : html`<p>
              The address has settings that this page cannot read: ${unknown.slice(0, MOST_TOLD).map(brief).join(", ")}${more}. It
              knows ${ADDRESS_NAMES.join(", ")}.
            </p>`
      }
      ${
        theme.unreadable === undefined
          ? nothing
          : html`<p>The theme that was remembered, “${brief(theme.unreadable)}”, is none: the page is as the system is.</p>`
      }
    </div>`;
  }

  #missing(): TemplateResult | typeof nothing {
    if (!this.failed && !this.deaf) return nothing;
    return html`<div class="notice bad" role="alert" id="missing-view">
      <p>
        ${this.failed ? `The view ${this.failed.title}` : "What opens files and links, and keeps models,"} could not be fetched:
        there is no network, or this page was published anew since you opened it. Try again, or reload the page; what was trained
        here is lost then, so take it home first.
      </p>
      <button type="button" @click=${this.#tryMissing}>Try again</button>
    </div>`;
  }

  /** The view that the address asks for. */
  get #wanted(): View {
    return VIEWS.find(({ name }) => name === this.#navigation.state.view) ?? VIEWS[0];
  }

  async #openView(): Promise<void> {
    const view = this.#wanted;
    let failed: View | undefined;
    try {
      if (view !== this.loaded) await view.load();
    } catch {
      failed = view;
      await refreshParts();
    }
    // Another tab may have been clicked meanwhile.
    if (view !== this.#wanted) return;
    this.failed = failed;
    if (failed) return;
    this.loaded = view;
    document.title = `${view.title} · Isthmus`;
  }

  /** Whichever view is shown, the shelf takes what is trained, and what comes is opened: where that could not be fetched, it is once it is needed. */
  async #arrivals(): Promise<typeof import("./views/arrivals-notice.js") | undefined> {
    try {
      const arrivals = await import("./views/arrivals-notice.js");
      this.#endFollowing ??= arrivals.followArrivals(this.#store);
      this.deaf = false;
      return arrivals;
    } catch {
      this.deaf = true;
      await refreshParts();
      return undefined;
    }
  }

  /** The address says so already, and would not change with the click. */
  #tryAgain(view: View): void {
    if (view === this.failed) void this.#openView();
  }

  readonly #changeDraft = (draft: Draft) => this.#navigation.changeDraft(draft, this.#wanted.name);

  readonly #hashChanged = () => {
    this.#navigation.readAgain();
    void this.#fetchMissing();
  };

  readonly #tryMissing = async () => {
    await this.#fetchMissing();
    await this.updateComplete;
    // The button has gone with its notice.
    if (document.activeElement === document.body) this.querySelector("main")?.focus({ preventScroll: true });
  };

  readonly #fetchMissing = () => Promise.all([this.#openView(), this.#arrivals()]);

  readonly #beforeUnload = (event: BeforeUnloadEvent) => {
    if (this.#session.busy) event.preventDefault();
  };
}

function adapterBadge({ adapter, phase }: State): TemplateResult {
  if (!adapter) {
    const text = phase === "blocked" ? "nothing to train with" : "looking for a GPU …";
    return html`<p class="adapter ${phase === "blocked" ? "none" : ""}">${text}</p>`;
  }
  const { vendor, architecture, description, software } = adapter;
  if (isCpu(adapter)) return html`<p class="adapter none" id="adapter">no GPU<span>the processor, slow</span></p>`;
  const name = description || [vendor, architecture].filter(Boolean).join(" ") || "WebGPU";
  return html`
    <p class="adapter ${software ? "software" : ""}" id="adapter" title=${
      software ? "WebGPU on the processor: it computes the same, but slowly." : "WebGPU on this computer's GPU."
    }>
      ${name}<span>${software ? "a software adapter, slow" : "hardware"}</span>
    </p>
  `;
}
