import { html, nothing, type TemplateResult } from "lit";
import { sizeOf } from "../../index.js";
import type { Exploration } from "../state/explore.js";
import type { Stroke } from "../state/explore-drawing.js";
import type { Codebook, ExploreState, Seen } from "../state/explore-state.js";
import type { DrawPad } from "./draw-pad.js";
import { sampleName } from "./explore-names.js";
import { toneOf } from "./explore-picture.js";
import { PageElement } from "./page-element.js";
import { pictureShape } from "./paint.js";

/** Sides that a hand can draw into. */
const [SMALLEST, LARGEST] = [8, 128];
/** A place to draw in, and what the model makes of it: its picture, and the samples whose codes are nearest. */
export class ExploreDraw extends PageElement {
  static override properties = {
    exploration: { attribute: false },
    state: { attribute: false },
  };

  declare exploration: Exploration;
  declare state: ExploreState;

  /** Whether such samples can be drawn: one tone, and no stamp. */
  static canDraw({ data }: Codebook): boolean {
    const [height, width, channels] = pictureShape(data.shape);
    const size = sizeOf(data.shape);
    const side = (length: number) => length >= SMALLEST && length <= LARGEST;
    return channels === 1 && side(height) && side(width) && height * width === size && data.range[0] >= 0;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { book, strokes, drawn } = this.state;
    if (!book) return nothing;
    const [height, width] = this.#sides(book);
    return html`
      <div class="draw-board">
        <div>
          <draw-pad
            .strokes=${strokes}
            .height=${height}
            .width=${width}
            .tone=${toneOf(book.data)}
            .label=${strokes.length === 0 ? "Draw here" : "Your drawing"}
            .describedby=${"draw-keys"}
            @strokes=${({ detail }: CustomEvent<readonly Stroke[]>) => this.exploration.draw(detail)}
          ></draw-pad>
          <div class="buttons">
            <button type="button" class="small" id="undo" ?disabled=${strokes.length === 0} @click=${() => this.#pad?.undo()}>Undo</button>
            <button type="button" class="small" id="clear" ?disabled=${strokes.length === 0} @click=${() => this.#pad?.clear()}>Clear</button>
          </div>
        </div>
        ${drawn.drawing ? this.#results(book, drawn.drawing) : html`<p class="hint">${this.#invitation(book)}</p>`}
      </div>
      <p class="hint" id="draw-keys">
        With mouse, finger or pen; or with the keys: arrows move the pen, Space sets it down and lifts it, Backspace undoes.
      </p>
    `;
  }

  get #pad(): DrawPad | null {
    return this.querySelector<DrawPad>("draw-pad");
  }

  #results(book: Codebook, { ink, reconstruction, neighbours }: Seen): TemplateResult {
    const { data, values } = book;
    return html`
      <div class="seen" id="seen">
        <div>
        <figure>
          <explore-picture .data=${data} .values=${ink} .label=${"Your drawing as the network gets it"}></explore-picture>
          <figcaption>what it gets</figcaption>
        </figure>
        <figure>
          <explore-picture .data=${data} .values=${reconstruction} .label=${"What it draws from the code of your drawing"}></explore-picture>
          <figcaption>what it draws</figcaption>
        </figure>
        </div>
        <h3>Nearest codes</h3>
        <ul class="neighbours" aria-label="Samples whose codes are nearest">
          ${neighbours.map(
            ({ index, distance }) => html`
              <li>
                <button type="button" class="sample-button" aria-label=${`Pin ${sampleName(book, index)}, at distance ${distance.toFixed(1)}`} @click=${() => this.exploration.pin(index)}>
                  <explore-picture .data=${data} .values=${values} .index=${index} .label=${sampleName(book, index)}></explore-picture>
                  <span>${book.labels?.[index] ?? sampleName(book, index)}</span>
                </button>
              </li>
            `,
          )}
        </ul>
      </div>
    `;
  }

  #invitation({ data }: Codebook): string {
    return data.mnist
      ? "Draw a digit. It is made as large as MNIST's digits are, moved to the middle, and passed through the network."
      : "Draw something, and it is passed through the network.";
  }

  #sides({ data }: Codebook): readonly [height: number, width: number] {
    const [height, width] = pictureShape(data.shape);
    return [height, width];
  }
}
