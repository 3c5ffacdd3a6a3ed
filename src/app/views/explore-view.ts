import { html, nothing, type TemplateResult } from "lit";
import "../styles/explore.css";
import { define } from "../components/define.js";
import { explained } from "../components/explained.js";
import { ExploreDraw } from "../components/explore-draw.js";
import { ExploreMap, mapHint } from "../components/explore-map.js";
import { ExplorePicked } from "../components/explore-picked.js";
import { ExplorePicture } from "../components/explore-picture.js";
import { ExplorePlane } from "../components/explore-plane.js";
import { ExploreScatter } from "../components/explore-scatter.js";
import { ExploreSliders } from "../components/explore-sliders.js";
import { ExploreWalk } from "../components/explore-walk.js";
import { count, numbers, shapeText } from "../components/format.js";
import { Observer } from "../components/observer.js";
import { PageElement } from "../components/page-element.js";
import { loadingProgress, trainingProgress } from "../components/training-progress.js";
import { aboutCodes, aboutMaps } from "../explain/texts.js";
import { fragmentOf } from "../state/address.js";
import { type Draft, withModel } from "../state/draft.js";
import { Exploration } from "../state/explore.js";
import type { Codebook } from "../state/explore-state.js";
import { requestOf } from "../state/request.js";
import { dataIn, type Learnt, learntIn, type State } from "../state/state.js";
import type { ViewContext } from "./view-context.js";

/** What is trained for those who come here first: a plane of codes, in seconds on a GPU, in a minute on a processor. */
const FIRST_MODEL = {
  hardware: { model: "variational", epochs: "5", batchSize: "128", limit: "" },
  software: { model: "variational", epochs: "3", batchSize: "64", limit: "4000" },
};

/** The codes of a trained model: on a map, by hand, on a walk, and of what one draws. */
export class ExploreView extends PageElement {
  static override properties = { context: { attribute: false } };

  declare context: ViewContext;
  #hadFocus = false;

  constructor() {
    super();
    new Observer(this, () => this.context.store, [Exploration]);
  }

  protected override render(): TemplateResult {
    const { state } = this.context.session;
    const { phase } = state;
    if (phase === "training" || phase === "stopping") return this.#learning(state);
    const learnt = learntIn(state);
    if (!learnt) return this.#nothingYet(state);
    const { book, failure, fetching } = this.#exploration.state;
    return html`
      ${
        failure
          ? html`<div class="notice bad" role="alert" id="explore-failure">
              <h2>That did not work</h2>
              <p>${failure}</p>
              <button type="button" @click=${() => this.#exploration.retry()}>Try again</button>
            </div>`
          : nothing
      }
      ${phase === "paused" ? this.#paused(learnt) : nothing}
      ${fetching && !book ? html`<section class="panel">${loadingProgress("Computing codes", undefined)}</section>` : nothing}
      ${book ? this.#board(book) : nothing}
    `;
  }

  protected override willUpdate(): void {
    this.#hadFocus = this.contains(document.activeElement);
  }

  protected override updated(): void {
    // A button that was pressed may be gone, and would take the keyboard's focus with it.
    if (!this.#hadFocus || this.contains(document.activeElement)) return;
    this.querySelector<HTMLElement>("button:not([disabled]), a")?.focus({ preventScroll: true });
  }

  get #exploration(): Exploration {
    return this.context.store.part(Exploration);
  }

  get #firstModel() {
    return FIRST_MODEL[this.context.session.state.adapter?.software ? "software" : "hardware"];
  }

  get #train(): TemplateResult {
    return html`<a href=${fragmentOf("train", this.context.draft)}>Train</a>`;
  }

  #board(book: Codebook): TemplateResult {
    const exploration = this.#exploration;
    const { state } = exploration;
    return html`
      <div class="explore" aria-busy=${state.fetching ? "true" : "false"}>
        <section class="panel map-panel" aria-labelledby="map-title">
          <h2 id="map-title">${book.data.mnist ? "Where digits lie" : "Where samples lie"}</h2>
          <div class="map-board">
            <explore-map .exploration=${exploration} .state=${state}></explore-map>
            <explore-picked .exploration=${exploration} .state=${state}></explore-picked>
          </div>
          ${mapHint(state)} ${explained("What do the maps show?", aboutMaps())}
        </section>
        ${
          book.size === 2
            ? html`<section class="panel" aria-labelledby="plane-title">
                <h2 id="plane-title">What lies where</h2>
                <explore-plane .exploration=${exploration} .state=${state}></explore-plane>
              </section>`
            : nothing
        }
        <section class=${book.size === 2 ? "panel" : "panel wide"} aria-labelledby="sliders-title">
          <h2 id="sliders-title">Change the code by hand</h2>
          <p class="hint">
            A code of ${numbers(book.size)}${book.codeShape.length > 1 ? ` (${shapeText(book.codeShape)})` : ""}. Each slider goes as far
            as that number goes over ${book.count === 1 ? "the one sample" : `all ${count(book.count)} samples`}.
          </p>
          <explore-sliders .exploration=${exploration} .state=${state}></explore-sliders>
          ${explained("What is a code?", aboutCodes())}
        </section>
        <section class="panel wide" aria-labelledby="walk-title">
          <h2 id="walk-title">Walk from one to another</h2>
          <explore-walk .exploration=${exploration} .state=${state}></explore-walk>
        </section>
        ${
          ExploreDraw.canDraw(book)
            ? html`<section class="panel wide" aria-labelledby="draw-title">
                <h2 id="draw-title">${book.data.mnist ? "Draw a digit" : "Draw one"}</h2>
                <explore-draw .exploration=${exploration} .state=${state}></explore-draw>
              </section>`
            : nothing
        }
      </div>
    `;
  }

  #nothingYet(state: State): TemplateResult {
    const { phase, choice } = state;
    const data = dataIn(state);
    const words =
      data && !data.mnist
        ? { many: "samples", one: "one", draw: "" }
        : { many: "digits", one: "a digit", draw: ", and draw one of your own" };
    const { epochs, limit } = this.#firstModel;
    const waiting = phase === "opening" || phase === "loading";
    return html`
      <section class="panel" id="explore-empty" aria-labelledby="empty-title">
        <h2 id="empty-title">Nothing to explore yet</h2>
        <p class="hint">
          ${
            phase === "blocked"
              ? html`Here you will walk through the codes of a model that was trained in this tab. That needs a GPU, and there is none: the view
                  ${this.#train} says why.`
              : html`Here you will walk through the codes of a trained model: see which ${words.many} lie together, bend ${words.one} number by number${words.draw}. Train the model of your choice in the view ${this.#train}, then come back.`
          }
        </p>
        ${waiting ? loadingProgress(data || choice.own ? "Reading the data" : "Loading 70,000 handwritten digits", phase === "loading" ? state.loaded : undefined) : nothing}
        ${
          data?.mnist && phase === "ready"
            ? html`<p class="link-line">
                <button type="button" class="primary" id="first-model" @click=${this.#trainFirst}>Train a small one now</button>
                <span class="hint">A variational model, whose codes are places in a plane: ${epochs} epochs of ${count(Number(limit || data.count))} digits.</span>
              </p>`
            : nothing
        }
      </section>
    `;
  }

  #learning({ run, phase, data }: Learnt & Pick<State, "phase">): TemplateResult {
    const { session } = this.context;
    return html`
      <section class="panel" id="explore-learning" aria-labelledby="learning-title">
        <div class="panel-head">
          <h2 id="learning-title">It is learning just now</h2>
          <div class="buttons">
            <button type="button" id="pause-and-explore" ?disabled=${phase === "stopping"} @click=${() => void session.pause()}>Pause and explore</button>
          </div>
        </div>
        ${trainingProgress(run, phase, data.mnist)}
        <p class="hint">When it has finished, its codes are here. Its curve and pictures are in the view ${this.#train}.</p>
      </section>
    `;
  }

  #paused({ run }: Learnt): TemplateResult {
    return html`<div class="notice" id="explore-paused">
      <p>Training is paused in epoch ${count(run.epoch)} of ${count(run.epochs)}: this is what the model knows so far.</p>
      <button type="button" @click=${() => void this.context.session.resume()}>Go on training</button>
    </div>`;
  }

  /** Trains with settings that the view Train then shows, too. */
  #trainFirst(): void {
    const { session, changeDraft } = this.context;
    const draft: Draft = { ...withModel(this.context.draft, this.#firstModel.model), ...this.#firstModel };
    const request = requestOf(draft, dataIn(session.state));
    if (!request) return;
    changeDraft(draft);
    void session.train(request);
  }
}

/** Defines the view's elements; the module is loaded when the view is first opened. */
export function defineExploreView(): void {
  define({
    "explore-picture": ExplorePicture,
    "explore-scatter": ExploreScatter,
    "explore-map": ExploreMap,
    "explore-picked": ExplorePicked,
    "explore-sliders": ExploreSliders,
    "explore-walk": ExploreWalk,
    "explore-plane": ExplorePlane,
    "explore-draw": ExploreDraw,
    "explore-view": ExploreView,
  });
}
