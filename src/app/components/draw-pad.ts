import { html, type TemplateResult } from "lit";
import { inkOf, type Point, type Stroke } from "../state/explore-drawing.js";
import { PageElement } from "./page-element.js";
import { imageOf, paint, type Tone } from "./paint.js";

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** One press of an arrow key, in the square's side. */
const KEY_STEP = 1 / 28;

/**
 * A place to draw in, with mouse, finger, pen or keys; while nothing is drawn it shows a picture.
 * @fires strokes with the changed strokes as its detail
 */
export class DrawPad extends PageElement {
  static override properties = {
    strokes: { attribute: false },
    height: { attribute: false },
    width: { attribute: false },
    tone: { attribute: false },
    picture: { attribute: false },
    label: { attribute: false },
    describedby: { attribute: false },
    pen: { state: true },
  };

  declare strokes: readonly Stroke[];
  /** In pixels of a sample. */
  declare height: number;
  declare width: number;
  declare tone: Tone;
  /** What is there while nothing is drawn. */
  declare picture: ImageData | undefined;
  declare label: string;
  /** Id of the text that says how to draw. */
  declare describedby: string;
  /** Where the keyboard's pen is, and whether it draws. */
  declare private pen: { readonly at: Point; readonly down: boolean } | undefined;
  #pointer: number | undefined;

  protected override render(): TemplateResult {
    return html`
      <canvas
        class=${`drawing ${this.tone}`}
        width=${this.width}
        height=${this.height}
        tabindex="0"
        role="application"
        aria-roledescription="drawing"
        aria-label=${this.label}
        aria-describedby=${this.describedby}
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @pointerup=${this.#lift}
        @pointercancel=${this.#lift}
        @keydown=${this.#key}
        @blur=${this.#leave}
      ></canvas>
      <span class="visually-hidden" role="status">${this.pen ? `The pen is ${this.pen.down ? "down" : "up"}.` : ""}</span>
    `;
  }

  protected override updated(): void {
    const canvas = this.querySelector("canvas");
    if (!canvas) return;
    const { height, width, strokes, picture, tone } = this;
    if (strokes.length === 0 && picture && !this.pen) {
      paint(canvas, picture);
      return;
    }
    const ink = inkOf(strokes, height, width);
    this.#paintPen(ink);
    paint(canvas, imageOf([height, width, 1], { values: ink, offset: 0, size: ink.length, range: [0, 1] }, tone));
  }

  /** Takes the last stroke away. */
  undo(): void {
    if (this.pen) this.pen = { ...this.pen, down: false };
    this.#draw(this.strokes.slice(0, -1));
  }

  clear(): void {
    this.pen = undefined;
    this.#draw([]);
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
    this.#draw([...this.strokes, [this.#at(event)]]);
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
      if (!pen.down) this.#draw([...this.strokes, [pen.at]]);
    } else if (event.key === "Backspace") this.undo();
    else return;
    event.preventDefault();
  }

  #leave(): void {
    this.pen = undefined;
  }

  #extend(point: Point): void {
    const last = this.strokes.at(-1);
    if (last) this.#draw([...this.strokes.slice(0, -1), [...last, point]]);
  }

  /** Shown at once; whoever keeps the strokes learns of them. */
  #draw(strokes: readonly Stroke[]): void {
    this.strokes = strokes;
    this.dispatchEvent(new CustomEvent<readonly Stroke[]>("strokes", { detail: strokes }));
  }

  /** The keyboard's pen as a small cross, half as dark as ink. */
  #paintPen(ink: Float32Array): void {
    if (!this.pen) return;
    const { height, width } = this;
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
