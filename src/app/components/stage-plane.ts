import { html, type PropertyValues, type TemplateResult } from "lit";
import type { Chosen } from "../state/stage.js";
import { type NamedClass, namedClasses, paintMap } from "./explore-map-paint.js";
import { nearestPlace, nextPlace, toPlane, type Viewport, wholeOf } from "./explore-viewport.js";
import { PageElement } from "./page-element.js";
import { Surroundings } from "./surroundings.js";

/** How near a pointer must come to a place, in pixels. */
const REACH = 12;
/** The share of the way that places go with every frame: they glide from one moment to the next. */
const GLIDE = 0.25;
/** Nearer than this share of a pixel they have arrived. */
const ARRIVED = 0.2;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/**
 * The plane of codes, moving while a model learns. Point at a sample to put it at the left, click elsewhere to draw what lies there.
 * @fires choose with a {@link Chosen} as its detail
 */
export class StagePlane extends PageElement {
  static override properties = {
    places: { attribute: false },
    classOf: { attribute: false },
    names: { attribute: false },
    chosen: { attribute: false },
    codePlace: { attribute: false },
    label: { attribute: false },
  };

  /** `[count × 2]` */
  declare places: Float32Array;
  /** For each place the number of its class; none without labels. */
  declare classOf: Uint8Array | undefined;
  declare names: readonly string[];
  declare chosen: Chosen;
  /** Where the code of a drawing lies. */
  declare codePlace: readonly [x: number, y: number] | undefined;
  declare label: string;

  /** On their way to `places`. */
  #shown: Float32Array = new Float32Array();
  #view: Viewport | undefined;
  #classes: readonly NamedClass[] = [];
  #frame = 0;

  constructor() {
    super();
    new Surroundings(this, { resized: () => this.#fit(), recoloured: () => this.#paint() });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  protected override render(): TemplateResult {
    return html`
      <canvas
        class="map stage-map"
        tabindex="0"
        role="application"
        aria-roledescription="map"
        aria-label=${this.label}
        aria-describedby="stage-keys"
        @pointermove=${this.#move}
        @pointerdown=${this.#down}
        @keydown=${this.#key}
      ></canvas>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("places")) this.#set();
    else this.#paint();
  }

  #set(): void {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still || this.#shown.length !== this.places.length || !this.#view) {
      this.#shown = this.places.slice();
      this.#fit();
    } else if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#glide());
  }

  #glide(): void {
    this.#frame = 0;
    const { places } = this;
    const target = this.#whole;
    if (!this.#view || !target) return;
    const part = (from: number, to: number) => from + GLIDE * (to - from);
    const view = this.#view;
    this.#view = {
      ...target,
      x: part(view.x, target.x),
      y: part(view.y, target.y),
      scale: part(view.scale, target.scale),
    };
    let furthest = 0;
    for (const [at, to] of places.entries()) {
      const from = this.#shown[at] ?? 0;
      furthest = Math.max(furthest, Math.abs(to - from));
      this.#shown[at] = part(from, to);
    }
    this.#paint();
    const moves = furthest * target.scale > ARRIVED || Math.abs(view.scale / target.scale - 1) > 0.002;
    if (moves) this.#frame = requestAnimationFrame(() => this.#glide());
  }

  get #canvas(): HTMLCanvasElement | null {
    return this.querySelector("canvas");
  }

  get #whole(): Viewport | undefined {
    const canvas = this.#canvas;
    return canvas ? wholeOf(this.places, canvas.clientWidth, canvas.clientHeight) : undefined;
  }

  #fit(): void {
    const canvas = this.#canvas;
    if (!canvas || canvas.clientWidth === 0) return;
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
    this.#view = this.#whole;
    this.#paint();
  }

  #paint(): void {
    const canvas = this.#canvas;
    const view = this.#view;
    if (!canvas || !view) return;
    const { classOf, chosen, codePlace } = this;
    // Before there are codes, no sample lies anywhere.
    const empty = this.#shown.length === 0;
    this.#classes = empty ? [] : namedClasses(this.#shown, classOf, this.names);
    const at = chosen.kind === "place" ? chosen.at : chosen.kind === "drawing" ? codePlace : undefined;
    paintMap(canvas, {
      places: this.#shown,
      classOf,
      classes: this.#classes,
      lit: undefined,
      picked: chosen.kind === "sample" && !empty ? chosen.index : undefined,
      pinned: [],
      marks: at ? [{ kind: chosen.kind === "place" ? "sliders" : "drawing", place: at }] : [],
      view,
    });
  }

  #at(event: MouseEvent): readonly [number, number] {
    const { left, top } = this.#canvas?.getBoundingClientRect() ?? { left: 0, top: 0 };
    return [event.clientX - left, event.clientY - top];
  }

  #move(event: PointerEvent): void {
    if (!this.#view) return;
    const found = nearestPlace(this.#view, this.#shown, this.#at(event), REACH);
    if (found !== undefined) this.#choose({ kind: "sample", index: found });
    else if (event.buttons === 1) this.#choose({ kind: "place", at: toPlane(this.#view, ...this.#at(event)) });
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 || !this.#view || this.places.length === 0) return;
    const found = nearestPlace(this.#view, this.#shown, this.#at(event), REACH);
    if (found !== undefined) this.#choose({ kind: "sample", index: found });
    else this.#choose({ kind: "place", at: toPlane(this.#view, ...this.#at(event)) });
  }

  #key(event: KeyboardEvent): void {
    const direction = ARROWS[event.key];
    if (!direction || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const { chosen } = this;
    const next = chosen.kind === "sample" ? nextPlace(this.places, chosen.index, direction) : 0;
    if (next !== undefined) this.#choose({ kind: "sample", index: next });
  }

  #choose(detail: Chosen): void {
    this.dispatchEvent(new CustomEvent<Chosen>("choose", { detail }));
  }
}
