import { html, nothing, type TemplateResult } from "lit";
import type { Exploration } from "../state/explore.js";
import type { Codebook, ExploreState } from "../state/explore-state.js";
import { sampleName } from "./explore-names.js";
import { count, signed } from "./format.js";
import { PageElement } from "./page-element.js";

/** More sliders would be of no use to anyone. */
const MOST_SLIDERS = 256;
const STEPS = 100;

/** A slider for each number of a code, and what the decoder draws from it, live. */
export class ExploreSliders extends PageElement {
  static override properties = {
    exploration: { attribute: false },
    state: { attribute: false },
  };

  declare exploration: Exploration;
  declare state: ExploreState;

  protected override render(): TemplateResult | typeof nothing {
    const { book, pinned, start, drawn } = this.state;
    if (!book) return nothing;
    const shown = book.ranges.slice(0, MOST_SLIDERS);
    return html`
      <div class="slider-board">
        <div class="slider-side">
          <explore-picture class="large" .data=${book.data} .values=${drawn.sliders} .label=${"Drawn from the sliders' code"}></explore-picture>
          <div class="field">
            <label for="start-from">Start from</label>
            <select id="start-from" @change=${this.#start}>
              <option value="mean" .selected=${start === "mean"}>the mean code</option>
              ${pinned.map(
                (index) =>
                  html`<option value=${index} .selected=${start === index}>${sampleName(book, index)}</option>`,
              )}
              ${start === "place" ? html`<option value="place" .selected=${true}>a place on the map</option>` : nothing}
            </select>
          </div>
          <button type="button" class="small" id="back-to-start" ?disabled=${start === "place"} @click=${this.#back}>Back to the start</button>
        </div>
        <div class="slider-grid" role="group" tabindex=${shown.every(({ low, high }) => high <= low) ? "0" : nothing} aria-label="Numbers of the code">
          ${shown.map((_, unit) => this.#slider(book, unit))}
        </div>
      </div>
      ${
        shown.length < book.size
          ? html`<p class="hint">The first ${count(MOST_SLIDERS)} of the code's ${count(book.size)} numbers.</p>`
          : nothing
      }
    `;
  }

  #slider({ ranges }: Codebook, unit: number): TemplateResult {
    const { low = 0, high = 0 } = ranges[unit] ?? {};
    const value = this.state.code[unit] ?? 0;
    const id = `unit-${unit}`;
    // Units that are 0 for all samples: a relu that died.
    const still = high <= low;
    // The mean, or a place between two samples, may lie anywhere: the slider's step must not round it.
    return html`
      <div class="slider">
        <label for=${id}>${unit + 1}</label>
        <input
          id=${id}
          type="range"
          min=${low}
          max=${still ? low + 1 : high}
          step="any"
          .value=${String(value)}
          ?disabled=${still}
          aria-valuetext=${signed(value, 2)}
          @input=${(event: Event) => this.#slide(unit, Number((event.target as HTMLInputElement).value))}
          @keydown=${(event: KeyboardEvent) => this.#key(event, unit)}
        />
        <output for=${id}>${still ? `always ${signed(value, 1)}` : signed(value, 2)}</output>
      </div>
    `;
  }

  #slide(unit: number, value: number): void {
    const code = this.state.code.slice();
    code[unit] = value;
    this.exploration.setCode(code);
  }

  /** Without a step of its own, a browser's arrow keys would move by whole numbers. */
  #key(event: KeyboardEvent, unit: number): void {
    const directions: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -10,
      PageUp: 10,
    };
    const direction = directions[event.key];
    const range = this.state.book?.ranges[unit];
    if (direction === undefined || !range) return;
    event.preventDefault();
    const value = (this.state.code[unit] ?? 0) + (direction * (range.high - range.low)) / STEPS;
    this.#slide(unit, Math.min(range.high, Math.max(range.low, value)));
  }

  #start(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    if (value !== "place") this.exploration.startFrom(value === "mean" ? value : Number(value));
  }

  #back(): void {
    const { start } = this.state;
    if (start !== "place") this.exploration.startFrom(start);
  }
}
