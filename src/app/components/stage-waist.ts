import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { NARROWEST, WIDEST } from "../state/waist.js";
import { count, numbers, signed } from "./format.js";
import { PageElement } from "./page-element.js";
import { largestOf, paint, signedImage } from "./paint.js";
import { INKS } from "./sample-canvas.js";

/** Half the height of the land at its ends and, of 100, at its narrowest and widest. */
const [NARROW, WIDE, END] = [9, 40, 48];
/** A drag over so many pixels doubles the code. */
const DOUBLING = 26;
/** A size that has stood so long is meant, in milliseconds. */
const REST = 300;
const KEYS: Readonly<Record<string, (size: number) => number>> = {
  ArrowUp: (size) => size + 1,
  ArrowRight: (size) => size + 1,
  ArrowDown: (size) => size - 1,
  ArrowLeft: (size) => size - 1,
  PageUp: (size) => size * 2,
  PageDown: (size) => size / 2,
  Home: () => NARROWEST,
  End: () => WIDEST,
};

/**
 * The narrow place: as wide as the code, whose numbers stand in it. It can be dragged wider and narrower, or by the keys.
 * @fires waist with another size of the code
 */
export class StageWaist extends PageElement {
  static override properties = {
    size: { attribute: false },
    values: { attribute: false },
    code: { attribute: false },
    gradient: { attribute: false },
    movable: { attribute: false },
    isPreview: { attribute: false },
    scene: { attribute: false },
    dragged: { state: true },
  };

  /** Numbers in a code; none while that is not known. */
  declare size: number | undefined;
  /** In a sample. */
  declare values: number;
  declare code: Float32Array | undefined;
  /** Shown in the code's place. */
  declare gradient: Float32Array | undefined;
  declare movable: boolean;
  /** Whether what is shown was never trained here: its own width is worth a training, too. */
  declare isPreview: boolean;
  /** Of a slow step. */
  declare scene: string | undefined;
  /** What it is being dragged to. */
  declare private dragged: number | undefined;
  #press: { readonly y: number; readonly size: number } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("size") && this.size === this.dragged) this.dragged = undefined;
  }

  protected override render(): TemplateResult {
    const size = this.dragged ?? this.size;
    const half = size === undefined ? NARROW : halfOf(size, this.values);
    const [top, bottom] = [50 - half, 50 + half];
    const land = `M0 ${50 - END} C34 ${50 - END} 52 ${top} 88 ${top} H112 C148 ${top} 166 ${50 - END} 200 ${50 - END} V${50 + END} C166 ${50 + END} 148 ${bottom} 112 ${bottom} H88 C52 ${bottom} 34 ${50 + END} 0 ${50 + END} Z`;
    return html`
      <div class=${`waist ${this.scene ?? ""}`}>
        <svg viewBox="0 0 200 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
          <path class="land" d=${land} />
          <g class="flow"><path class="stream" d="M4 50 H196" /></g>
        </svg>
        <canvas class="waist-code" width="1" height="1" role="img" aria-label=${this.#said}></canvas>
        <div
          class=${this.movable ? "grip" : "grip still"}
          role="slider"
          tabindex="0"
          aria-label="Width of the narrow place"
          aria-orientation="vertical"
          aria-valuemin=${NARROWEST}
          aria-valuemax=${WIDEST}
          aria-valuenow=${size ?? nothing}
          aria-valuetext=${size === undefined ? nothing : `a code of ${numbers(size)}`}
          aria-disabled=${this.movable ? nothing : "true"}
          @pointerdown=${this.#down}
          @pointermove=${this.#move}
          @pointerup=${this.#up}
          @pointercancel=${this.#up}
          @keydown=${this.#key}
        ></div>
      </div>
      <p class="waist-size"><b>${size === undefined ? "?" : count(size)}</b> ${size === 1 ? "number" : "numbers"}</p>
    `;
  }

  protected override updated(): void {
    const frame = this.querySelector<HTMLElement>(".waist");
    const canvas = this.querySelector("canvas");
    if (!frame || !canvas) return;
    const size = this.dragged ?? this.size ?? NARROWEST;
    frame.style.setProperty("--waist", `${2 * halfOf(size, this.values)}%`);
    const shown = this.gradient ?? this.code;
    if (!shown || this.dragged !== undefined) {
      canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
      return;
    }
    // Up to 32 numbers stand in a row, more in rows beside each other.
    const columns = Math.ceil(shown.length / 32);
    const rows = Math.ceil(shown.length / columns);
    const padded = new Float32Array(rows * columns);
    padded.set(shown);
    paint(canvas, signedImage([rows, columns, 1], padded, 0, largestOf(shown), INKS));
  }

  get #said(): string {
    const shown = this.gradient ?? this.code;
    if (!shown) return "No code yet";
    const what = this.gradient ? "Gradient of the code" : "The code";
    const few = shown.length <= 4 ? `: ${Array.from(shown, (value) => signed(value, 2)).join(", ")}` : "";
    return `${what}, ${numbers(shown.length)}${few}`;
  }

  #down(event: PointerEvent): void {
    if (!this.movable || event.button !== 0 || this.size === undefined) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.#press = { y: event.clientY, size: this.dragged ?? this.size };
  }

  /** Away from the middle is wider, on either side of it. */
  #move(event: PointerEvent): void {
    if (!this.#press) return;
    const { top, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const away = this.#press.y < top + height / 2 ? this.#press.y - event.clientY : event.clientY - this.#press.y;
    this.#drag(this.#press.size * 2 ** (away / DOUBLING));
  }

  #up(): void {
    this.#press = undefined;
    this.#settle();
  }

  #key(event: KeyboardEvent): void {
    const change = KEYS[event.key];
    const size = this.dragged ?? this.size;
    if (!change || size === undefined || !this.movable || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#drag(change(size));
  }

  #drag(size: number): void {
    this.dragged = Math.round(Math.min(WIDEST, Math.max(NARROWEST, size)));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#settle(), REST);
  }

  #settle(): void {
    clearTimeout(this.#timer);
    const { dragged: detail, size } = this;
    if (detail === size) this.dragged = undefined;
    if (detail === undefined || (detail === size && !this.isPreview)) return;
    this.dispatchEvent(new CustomEvent<number>("waist", { detail, bubbles: true }));
  }
}

/**
 * Twice as many numbers are a little wider: from 2 to 128 there is room for six doublings. What is as wide as the sample is not narrow.
 * @param values in a sample
 */
function halfOf(size: number, values: number): number {
  if (size >= values) return END;
  const share = Math.log2(Math.max(1, size) / NARROWEST) / Math.log2(WIDEST / NARROWEST);
  return NARROW + (WIDE - NARROW) * Math.min(1, Math.max(0, share));
}
