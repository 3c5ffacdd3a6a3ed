import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { className } from "../state/class-names.js";
import type { Exploration } from "../state/explore.js";
import type { MapKind } from "../state/explore-maps.js";
import type { Codebook, ExploreState } from "../state/explore-state.js";
import { isTouch } from "../state/touch.js";
import { COLOURS, type Mark } from "./explore-map-paint.js";
import { samples as samplesText } from "./format.js";
import { PageElement } from "./page-element.js";

const KINDS: Readonly<Record<MapKind, string>> = {
  plane: "The code itself",
  pca: "PCA: keeps distances",
  umap: "UMAP: keeps neighbours",
};

/** The codes of all samples on a map, coloured by class. */
export class ExploreMap extends PageElement {
  static override properties = {
    exploration: { attribute: false },
    state: { attribute: false },
    lit: { state: true },
  };

  declare exploration: Exploration;
  declare state: ExploreState;
  /** The class that is not dimmed. */
  declare private lit: number | undefined;
  #classOf: Uint8Array | undefined;
  #names: readonly string[] = [];
  #book: Codebook | undefined;

  protected override willUpdate(_: PropertyValues): void {
    const { book } = this.state;
    if (book === this.#book || !book) return;
    this.#book = book;
    this.lit = undefined;
    this.#names = book.classes.map((label) => className(book.data, label));
    this.#classOf = book.labels && Uint8Array.from(book.labels, (label) => book.classes.indexOf(label));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { book, kind, maps } = this.state;
    if (!book) return nothing;
    const { map, share, failure } = maps[kind] ?? {};
    const kinds = (Object.keys(KINDS) as MapKind[]).filter(
      (name) => (name === "plane") === book.size <= 2 || name === "umap",
    );
    return html`
      <fieldset class="choices">
        <legend class="visually-hidden">Map</legend>
        ${kinds.map(
          (name) => html`
            <label>
              <input type="radio" name="map" value=${name} .checked=${name === kind} @change=${() => this.exploration.show(name)} />
              ${KINDS[name]}
            </label>
          `,
        )}
      </fieldset>
      ${failure ? html`<p class="field-error" role="alert">${failure}</p>` : nothing}
      ${map ? this.#scatter(book, map.places) : this.#bare(kind, share)}
      ${this.#legend(book)}
    `;
  }

  #scatter(book: Codebook, places: Float32Array): TemplateResult {
    const { exploration } = this;
    return html`
      <explore-scatter
        .places=${places}
        .classOf=${this.#classOf}
        .names=${this.#names}
        .lit=${this.lit}
        .picked=${this.state.picked}
        .pinned=${this.state.pinned}
        .marks=${this.#marks}
        .label=${`Map of the codes of ${samplesText(book.count)}`}
        @pick=${({ detail }: CustomEvent<number>) => exploration.pick(detail)}
        @pin=${({ detail }: CustomEvent<number>) => exploration.pin(detail)}
        @place=${({ detail }: CustomEvent<readonly [number, number]>) => exploration.point(detail)}
        @placeset=${({ detail }: CustomEvent<readonly [number, number]>) => exploration.goTo(detail)}
      ></explore-scatter>
    `;
  }

  /** The frame of a map that is not there: how far it is, or a way to make it. */
  #bare(kind: MapKind, share: number | undefined): TemplateResult {
    const { exploration } = this;
    if (share === undefined) {
      return html`<div class="map-bare">
        <button type="button" id="make-map" @click=${() => exploration.show(kind)}>Make this map</button>
      </div>`;
    }
    // How long the search takes UMAP cannot say.
    const searching = share === 0;
    const doing = searching ? "Looking for neighbours …" : `Laying the codes out: ${(100 * share).toFixed(0)} %`;
    return html`
      <div class="map-bare">
        <div class="map-progress">
          <p id="map-doing">${kind === "umap" ? doing : "Looking for the widest side …"}</p>
          <progress role="progressbar" aria-labelledby="map-doing" max="1" value=${searching ? nothing : share}></progress>
          <button type="button" class="small" id="cancel-map" @click=${() => exploration.cancel()}>Cancel</button>
        </div>
      </div>
    `;
  }

  /** A class's button dims the others. */
  #legend({ data, classes }: Codebook): TemplateResult | typeof nothing {
    if (classes.length === 0) return nothing;
    return html`
      <div class="class-legend" role="group" aria-label="Show one class only">
        ${classes.map(
          (label, index) => html`
            <button
              type="button"
              class="small"
              aria-pressed=${this.lit === index ? "true" : "false"}
              @click=${() => {
                this.lit = this.lit === index ? undefined : index;
              }}
            ><i class=${`dot class-${index % COLOURS}`}></i>${className(data, label)}</button>
          `,
        )}
      </div>
    `;
  }

  get #marks(): readonly Mark[] {
    const { code, drawn, maps, kind } = this.state;
    const placeOf = maps[kind]?.map?.placeOf;
    if (!placeOf) return [];
    const marks: Mark[] = [{ kind: "sliders", place: placeOf(code) }];
    return drawn.drawing ? [...marks, { kind: "drawing", place: placeOf(drawn.drawing.code) }] : marks;
  }
}

/** What the map shows, and how to use it; it describes the map to those who don't see it. */
export function mapHint({ book, maps, kind, drawn }: ExploreState): TemplateResult | typeof nothing {
  if (!book) return nothing;
  const { map } = maps[kind] ?? {};
  const samples = `${samplesText(book.count)}${book.heldOut ? " that it was not trained on" : ""}`;
  const shown =
    map?.shown === undefined ? "" : ` Two axes show ${(100 * map.shown).toFixed(0)} % of how the codes vary.`;
  const near = kind === "umap" ? " Only who is near whom means something." : "";
  const colours = book.classes.length > COLOURS ? ` After ${COLOURS} classes colours come again.` : "";
  const marks = map?.placeOf
    ? ` The square is where the sliders stand${drawn.drawing ? "; the cross, what you drew" : ""}.`
    : "";
  const elsewhere = map?.codeOf ? " (elsewhere, to see what lies there)" : "";
  const hand = isTouch()
    ? `Tap one to see it and pin it${elsewhere}; two fingers zoom and move`
    : `Point at one to see it, click to pin it${elsewhere}, Ctrl and wheel to zoom, drag to move; or with the keys: arrows, Enter, + and −, 0 for all`;
  return html`<p class="hint" id="map-keys">${samples}.${shown}${near}${marks}${colours} ${hand}.</p>`;
}
