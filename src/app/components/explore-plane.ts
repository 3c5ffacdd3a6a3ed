import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { type Exploration, PLANE_SIDE as SIDE } from "../state/explore.js";
import { planeCodes } from "../state/explore-codes.js";
import type { Codebook, ExploreState } from "../state/explore-state.js";
import { inOwnUnits } from "../state/sample-table.js";
import { columnsOf } from "../state/table-columns.js";
import { isTouch } from "../state/touch.js";
import { valueWriters } from "../state/value-text.js";
import { toneOf } from "./explore-picture.js";
import { signed } from "./format.js";
import { PageElement } from "./page-element.js";
import { imageOf, pictureShape } from "./paint.js";

/** Height, width and channels of a place where one number is drawn. */
const TILE = [16, 16, 1] as const;
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** What the decoder draws all over the plane of a code of two numbers. A click, or Enter, sets the sliders to a place. */
export class ExplorePlane extends PageElement {
  static override properties = {
    exploration: { attribute: false },
    state: { attribute: false },
    cell: { state: true },
    column: { state: true },
  };

  declare exploration: Exploration;
  declare state: ExploreState;
  /** Column and row that are pointed at. */
  declare private cell: readonly [column: number, row: number];
  /** Of tables: the column that is drawn. */
  declare private column: number;
  #book: Codebook | undefined;
  #grid: Float32Array = new Float32Array();

  constructor() {
    super();
    this.cell = [(SIDE - 1) / 2, (SIDE - 1) / 2];
    this.column = 0;
  }

  protected override willUpdate(): void {
    const { book } = this.state;
    if (book === this.#book || !book) return;
    this.#book = book;
    this.#grid = planeCodes(book.codes, SIDE);
  }

  protected override render(): TemplateResult {
    const [x, y] = this.#code;
    const { book } = this.state;
    return html`
      ${book ? this.#columnChoice(book) : nothing}
      <canvas
        class=${`plane ${book ? toneOf(book.data) : "ink"}`}
        tabindex="0"
        role="application"
        aria-roledescription=${book && columnsOf(book.data) ? "grid of values" : "grid of pictures"}
        aria-label=${`What is drawn at ${signed(x, 2)}, ${signed(y, 2)}, and ${SIDE} by ${SIDE} places in all`}
        aria-describedby="plane-keys"
        @pointermove=${this.#point}
        @pointerdown=${this.#point}
        @click=${this.#choose}
        @keydown=${this.#key}
      ></canvas>
      <p class="hint" id="plane-keys">
        ${book ? this.#valueThere(book) : nothing}At ${signed(x, 2)} across and ${signed(y, 2)} up. ${isTouch() ? "A tap takes the sliders there." : "A click takes the sliders there; so do the arrow keys and Enter."}
      </p>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (["state", "cell", "column"].some((name) => changed.has(name))) this.#paint();
  }

  /** A row of numbers is no picture: one column at a time is drawn, from its smallest value there to its largest. */
  #columnChoice({ data }: Codebook): TemplateResult | typeof nothing {
    const columns = columnsOf(data);
    if (!columns) return nothing;
    return html`
      <div class="field">
        <label for="plane-column">Column</label>
        <select id="plane-column" @change=${(event: Event) => this.#draw(Number((event.target as HTMLSelectElement).value))}>
          ${columns.map((name, place) => html`<option value=${place} .selected=${place === this.column}>${name}</option>`)}
        </select>
      </div>
    `;
  }

  #draw(column: number): void {
    this.column = column;
  }

  /** What the column is under the pointer, and between which values it is drawn. */
  #valueThere({ data }: Codebook): string {
    const columns = columnsOf(data);
    const { plane } = this.state.drawn;
    if (!columns || !plane) return "";
    const own = inOwnUnits(data, plane).filter((_, at) => at % columns.length === this.column);
    const [column, row] = this.cell;
    const [low, high] = [Math.min(...own), Math.max(...own)];
    const text = (value: number) => valueWriters(data)[this.column]?.text(value);
    return `${columns[this.column]} is ${text(own[row * SIDE + column] ?? 0)} there; dark is ${text(low)}, light ${text(high)}. `;
  }

  #paint(): void {
    const canvas = this.querySelector("canvas");
    const { book } = this.state;
    const { plane } = this.state.drawn;
    const pictures = plane && this.#drawn(plane);
    if (!canvas || !book || !pictures) return;
    const isTable = columnsOf(book.data) !== undefined;
    const shape = isTable ? TILE : pictureShape(book.data.shape);
    const [height, width] = shape;
    const size = pictures.length / SIDE ** 2;
    const range = isTable ? rangeOf(pictures) : book.data.range;
    if (canvas.width !== SIDE * width || canvas.height !== SIDE * height) {
      canvas.width = SIDE * width;
      canvas.height = SIDE * height;
    }
    const context = canvas.getContext("2d");
    if (!context) return;
    for (let at = 0; at < SIDE ** 2; at++) {
      const pixels = { values: pictures, offset: at * size, size, range };
      const [left, top] = [(at % SIDE) * width, Math.floor(at / SIDE) * height];
      context.putImageData(imageOf(shape, pixels, toneOf(book.data)), left, top);
    }
    const [column, row] = this.cell;
    // Black is ink here, whatever colour ink has; on light pictures it needs a white rim.
    context.lineWidth = 4;
    context.strokeStyle = "#fff";
    if (!book.data.mnist) context.strokeRect(column * width, row * height, width, height);
    context.lineWidth = 2;
    context.strokeStyle = "#000";
    context.strokeRect(column * width, row * height, width, height);
  }

  /** Of tables the chosen column, as tiles. */
  #drawn(pictures: Float32Array): Float32Array {
    const { book } = this.state;
    const columns = book && columnsOf(book.data);
    if (!columns) return pictures;
    const [height, width] = TILE;
    return Float32Array.from({ length: SIDE ** 2 * height * width }, (_, at) => {
      const place = Math.floor(at / (height * width));
      return pictures[place * columns.length + this.column] ?? 0;
    });
  }

  get #code(): readonly [number, number] {
    const [column, row] = this.cell;
    const at = 2 * (row * SIDE + column);
    return [this.#grid[at] ?? 0, this.#grid[at + 1] ?? 0];
  }

  #point(event: PointerEvent): void {
    const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const cellAt = (offset: number, length: number) =>
      Math.min(SIDE - 1, Math.max(0, Math.floor((SIDE * offset) / length)));
    const [column, row] = [cellAt(event.clientX - left, width), cellAt(event.clientY - top, height)];
    if (column !== this.cell[0] || row !== this.cell[1]) this.cell = [column, row];
  }

  #choose(): void {
    this.exploration.setCode(Float32Array.from(this.#code), true);
  }

  #key(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step) {
      const clamp = (value: number) => Math.min(SIDE - 1, Math.max(0, value));
      this.cell = [clamp(this.cell[0] + step[0]), clamp(this.cell[1] + step[1])];
    } else if (event.key === "Enter" || event.key === " ") this.#choose();
    else return;
    event.preventDefault();
  }
}

function rangeOf(values: Float32Array): readonly [number, number] {
  return [
    values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY),
    values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY),
  ];
}
