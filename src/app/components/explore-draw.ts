import { html, nothing, type TemplateResult } from "lit";
import { sizeOf } from "../../index.js";
import type { Exploration } from "../state/explore.js";
import { inkOf, type Point, type Stroke } from "../state/explore-drawing.js";
import type { Codebook, ExploreState, Seen } from "../state/explore-state.js";
import { sampleName } from "./explore-names.js";
import { toneOf } from "./explore-picture.js";
import { PageElement } from "./page-element.js";
import { imageOf, paint, pictureShape } from "./paint.js";

/** Sides that a hand can draw into. */
const [SMALLEST, LARGEST] = [8, 128];
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** One press of an arrow key, in the square's side. */
const KEY_STEP = 1 / 28;

/** A place to draw in, and what the model makes of it: its picture, and the samples whose codes are nearest. */
export class ExploreDraw extends PageElement {
  static override properties = {
    exploration: { attribute: false },
    state: { attribute: false },
    pen: { state: true },
  };

  declare exploration: Exploration;
  declare state: ExploreState;
  /** Where the keyboard's pen is, and whether it draws. */
  declare private pen: { readonly at: Point; readonly down: boolean } | undefined;
  #pointer: number | undefined;

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
          <canvas
            class=${`drawing ${toneOf(book.data)}`}
            width=${width}
            height=${height}
            tabindex="0"
            role="application"
            aria-roledescription="drawing"
            aria-label=${strokes.length === 0 ? "Draw here" : "Your drawing"}
            aria-describedby="draw-keys"
            @pointerdown=${this.#down}
            @pointermove=${this.#move}
            @pointerup=${this.#lift}
            @pointercancel=${this.#lift}
            @keydown=${this.#key}
            @blur=${this.#leave}
          ></canvas>
          <div class="buttons">
            <button type="button" class="small" id="undo" ?disabled=${strokes.length === 0} @click=${this.#undo}>Undo</button>
            <button type="button" class="small" id="clear" ?disabled=${strokes.length === 0} @click=${this.#clear}>Clear</button>
          </div>
        </div>
        ${drawn.drawing ? this.#results(book, drawn.drawing) : html`<p class="hint">${this.#invitation(book)}</p>`}
      </div>
      <p class="hint" id="draw-keys">
        With mouse, finger or pen; or with the keys: arrows move the pen, Space sets it down and lifts it${this.pen ? (this.pen.down ? " (it is down)" : " (it is up)") : ""}, Backspace undoes.
      </p>
    `;
  }

  protected override updated(): void {
    const canvas = this.querySelector("canvas");
    const { book, strokes } = this.state;
    if (!canvas || !book) return;
    const [height, width] = this.#sides(book);
    const ink = inkOf(strokes, height, width);
    this.#paintPen(ink, height, width);
    const range: readonly [number, number] = [0, 1];
    paint(canvas, imageOf([height, width, 1], { values: ink, offset: 0, size: ink.length, range }, toneOf(book.data)));
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

  /** Points are in the square in the middle of the canvas. */
  #at(event: PointerEvent): Point {
    const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const side = Math.min(width, height);
    return [(event.clientX - left - (width - side) / 2) / side, (event.clientY - top - (height - side) / 2) / side];
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 || this.#pointer !== undefined) return;
    this.#pointer = event.pointerId;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.pen = undefined;
    this.#draw([...this.state.strokes, [this.#at(event)]]);
  }

  #move(event: PointerEvent): void {
    if (event.pointerId === this.#pointer) this.#extend(this.#at(event));
  }

  #lift(event: PointerEvent): void {
    if (event.pointerId === this.#pointer) this.#pointer = undefined;
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    const pen = this.pen ?? { at: [0.5, 0.5] as Point, down: false };
    if (direction) {
      const clamp = (value: number) => Math.min(1, Math.max(0, value));
      const at: Point = [clamp(pen.at[0] + direction[0] * KEY_STEP), clamp(pen.at[1] + direction[1] * KEY_STEP)];
      this.pen = { ...pen, at };
      if (pen.down) this.#extend(at);
    } else if (event.key === " " || event.key === "Enter") {
      this.pen = { ...pen, down: !pen.down };
      if (!pen.down) this.#draw([...this.state.strokes, [pen.at]]);
    } else if (event.key === "Backspace") this.#undo();
    else return;
    event.preventDefault();
  }

  #leave(): void {
    this.pen = undefined;
  }

  #extend(point: Point): void {
    const { strokes } = this.state;
    const last = strokes.at(-1);
    if (last) this.#draw([...strokes.slice(0, -1), [...last, point]]);
  }

  #undo(): void {
    if (this.pen) this.pen = { ...this.pen, down: false };
    this.#draw(this.state.strokes.slice(0, -1));
  }

  #clear(): void {
    this.pen = undefined;
    this.#draw([]);
  }

  #draw(strokes: readonly Stroke[]): void {
    this.exploration.draw(strokes);
  }

  /** The keyboard's pen as a small cross, half as dark as ink. */
  #paintPen(ink: Float32Array, height: number, width: number): void {
    if (!this.pen) return;
    const side = Math.min(height, width);
    const [x, y] = this.pen.at;
    const column = Math.min(width - 1, Math.floor((width - side) / 2 + x * side));
    const row = Math.min(height - 1, Math.floor((height - side) / 2 + y * side));
    for (const [right, down] of [
      [0, 0],
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      if (column + right < 0 || column + right >= width || row + down < 0 || row + down >= height) continue;
      const at = (row + down) * width + column + right;
      ink[at] = (ink[at] ?? 0) > 0.5 ? 0.3 : 0.6;
    }
  }
}
