import { html, type PropertyValues, type TemplateResult } from "lit";
import { type Mark, type NamedClass, namedClasses, paintMap } from "./explore-map-paint.js";
import {
  nearestPlace,
  nextPlace,
  panned,
  pinched,
  toCanvas,
  toPlane,
  type Viewport,
  wholeOf,
  zoomed,
} from "./explore-viewport.js";
import { PageElement } from "./page-element.js";
import { Surroundings } from "./surroundings.js";

/** How near a pointer must come to a place, and how far it may tremble in a click, in pixels. */
const REACH = 14;
const TREMBLE = 4;
const ZOOM = 1.6;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/**
 * Places in the plane, to point at, pin, zoom and pan, by pointer or keyboard.
 * @fires pick with the index of the place that is pointed at
 * @fires pin with the index of a place
 * @fires place with the point of the plane under the pointer, `[x, y]`; `placeset` when it is clicked away from any place
 */
export class ExploreScatter extends PageElement {
  static override properties = {
    places: { attribute: false },
    classOf: { attribute: false },
    names: { attribute: false },
    lit: { attribute: false },
    picked: { attribute: false },
    pinned: { attribute: false },
    marks: { attribute: false },
    label: { attribute: false },
    view: { state: true },
  };

  /** `[count × 2]` */
  declare places: Float32Array;
  /** For each place the number of its class; none without labels. */
  declare classOf: Uint8Array | undefined;
  /** Of the classes. */
  declare names: readonly string[];
  /** The one class that is not dimmed. */
  declare lit: number | undefined;
  declare picked: number | undefined;
  declare pinned: readonly number[];
  declare marks: readonly Mark[];
  declare label: string;
  declare private view: Viewport | undefined;

  #whole: Viewport | undefined;
  #classes: readonly NamedClass[] = [];
  /** Where a press began, and where it is. */
  #press: { readonly start: readonly [number, number]; last: readonly [number, number]; moved: boolean } | undefined;
  /** Where fingers are that are on the map: two of them zoom and move it. */
  readonly #fingers = new Map<number, readonly [number, number]>();

  constructor() {
    super();
    new Surroundings(this, { resized: () => this.#fit(), recoloured: () => this.#paint() });
  }

  protected override render(): TemplateResult {
    const closer = this.view !== this.#whole;
    return html`
      <canvas
        class=${closer ? "map closer" : "map"}
        tabindex="0"
        role="application"
        aria-roledescription="map"
        aria-label=${this.label}
        aria-describedby="map-keys"
        @pointermove=${this.#move}
        @pointerdown=${this.#down}
        @pointerup=${this.#up}
        @pointercancel=${this.#cancel}
        @wheel=${this.#wheel}
        @keydown=${this.#key}
      ></canvas>
      <div class="zoom" role="group" aria-label="Zoom">
        <button type="button" class="small" aria-label="Zoom in" @click=${() => this.#zoom(ZOOM)}>+</button>
        <button type="button" class="small" aria-label="Zoom out" ?disabled=${!closer} @click=${() => this.#zoom(1 / ZOOM)}>−</button>
        <button type="button" class="small" ?disabled=${!closer} @click=${this.#reset}>Whole map</button>
      </div>
    `;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (["places", "classOf", "names"].some((name) => changed.has(name))) {
      this.#classes = namedClasses(this.places, this.classOf, this.names);
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("places")) this.#fit();
    else this.#paint();
  }

  get #canvas(): HTMLCanvasElement | null {
    return this.querySelector("canvas");
  }

  /** Shows everything, in the size that there is. */
  #fit(): void {
    const canvas = this.#canvas;
    if (!canvas || canvas.clientWidth === 0) return;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    this.#whole = wholeOf(this.places, width, height);
    this.view = this.#whole;
    this.#paint();
  }

  #paint(): void {
    const canvas = this.#canvas;
    if (!canvas || !this.view) return;
    const { places, classOf, lit, picked, pinned, marks, view } = this;
    paintMap(canvas, { places, classOf, classes: this.#classes, lit, picked, pinned, marks, view });
  }

  #zoom(factor: number, at?: readonly [number, number]): void {
    if (!this.view || !this.#whole) return;
    const { picked } = this;
    const middle: readonly [number, number] = [this.view.width / 2, this.view.height / 2];
    const place =
      picked === undefined
        ? middle
        : toCanvas(this.view, this.places[2 * picked] ?? 0, this.places[2 * picked + 1] ?? 0);
    this.view = zoomed(this.view, this.#whole, factor, at ?? (inSight(this.view, place) ? place : middle));
  }

  readonly #reset = (): void => {
    this.view = this.#whole;
  };

  #at(event: MouseEvent): readonly [number, number] {
    const { left, top } = this.#canvas?.getBoundingClientRect() ?? { left: 0, top: 0 };
    return [event.clientX - left, event.clientY - top];
  }

  #move(event: PointerEvent): void {
    if (!this.view) return;
    const at = this.#at(event);
    if (this.#pinch(event.pointerId, at)) return;
    const press = this.#press;
    if (press) {
      press.moved ||= Math.hypot(at[0] - press.start[0], at[1] - press.start[1]) > TREMBLE;
      if (press.moved && this.view !== this.#whole) {
        this.view = panned(this.view, at[0] - press.last[0], at[1] - press.last[1]);
      }
      press.last = at;
      if (press.moved) return;
    }
    this.#tell("place", toPlane(this.view, ...at));
    const found = nearestPlace(this.view, this.places, at, REACH);
    if (found !== undefined) this.#tell("pick", found);
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0) return;
    const at = this.#at(event);
    this.#fingers.set(event.pointerId, at);
    // Two fingers are no click, whichever is lifted first.
    this.#press = { start: at, last: at, moved: this.#fingers.size > 1 };
    this.#canvas?.setPointerCapture(event.pointerId);
  }

  /** One of two fingers has moved: what was between them stays there. @returns whether there are two */
  #pinch(finger: number, at: readonly [number, number]): boolean {
    const before = this.#fingers.get(finger);
    if (!before) return false;
    this.#fingers.set(finger, at);
    const other = [...this.#fingers].find(([id]) => id !== finger)?.[1];
    if (!other || !this.view || !this.#whole) return false;
    this.view = pinched(this.view, this.#whole, [before, at], other);
    return true;
  }

  #up(event: PointerEvent): void {
    const press = this.#press;
    this.#cancel(event);
    if (!press || press.moved || !this.view) return;
    const at = this.#at(event);
    const found = nearestPlace(this.view, this.places, at, REACH);
    if (found === undefined) this.#tell("placeset", toPlane(this.view, ...at));
    else {
      this.#tell("pick", found);
      this.#tell("pin", found);
    }
  }

  #cancel(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
    const [last] = this.#fingers.values();
    // The finger that stays goes on moving the map, from where it is.
    this.#press = last && { start: last, last, moved: true };
  }

  /** With Ctrl, as two fingers on a touchpad say it too; without, the page scrolls. */
  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#zoom(Math.exp(-event.deltaY / 200), this.#at(event));
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    const { picked } = this;
    if (direction) {
      const next = picked === undefined ? 0 : nextPlace(this.places, picked, direction);
      if (next !== undefined) this.#goTo(next);
    } else if ((event.key === "Enter" || event.key === " ") && picked !== undefined) this.#tell("pin", picked);
    else if (event.key === "+" || event.key === "=") this.#zoom(ZOOM);
    else if (event.key === "-") this.#zoom(1 / ZOOM);
    else if (event.key === "0") this.#reset();
    else return;
    event.preventDefault();
  }

  /** Picks a place, and brings it into sight. */
  #goTo(index: number): void {
    const [x, y] = [this.places[2 * index] ?? 0, this.places[2 * index + 1] ?? 0];
    if (this.view && !inSight(this.view, toCanvas(this.view, x, y))) this.view = { ...this.view, x, y };
    this.#tell("pick", index);
  }

  #tell(name: "pick" | "pin" | "place" | "placeset", detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function inSight({ width, height }: Viewport, [x, y]: readonly [number, number]): boolean {
  return x >= 0 && x <= width && y >= 0 && y <= height;
}
