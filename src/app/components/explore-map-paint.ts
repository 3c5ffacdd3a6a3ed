import { classCentres } from "../../experiments/math/class-centres.js";
import { toCanvas, type Viewport } from "./explore-viewport.js";

/** Something on a map that is none of its samples. */
export interface Mark {
  readonly kind: "sliders" | "drawing";
  readonly place: readonly [x: number, y: number];
}

/** A class of samples: its name, and where that stands on the map. */
export interface NamedClass {
  readonly name: string;
  readonly place: readonly [x: number, y: number];
}

export interface PaintedMap {
  readonly places: Float32Array;
  /** The number of each sample's class; none without labels. */
  readonly classOf: Uint8Array | undefined;
  readonly classes: readonly NamedClass[];
  readonly lit: number | undefined;
  readonly picked: number | undefined;
  readonly pinned: readonly number[];
  readonly marks: readonly Mark[];
  readonly view: Viewport;
}

/** Colours that can be told apart; with more classes they come again. */
export const COLOURS = 10;
const RADIUS = { far: 2.25, near: 4.5 };
const DIMMED = 0.12;

/** Paints a map in the colours of the style sheet. */
export function paintMap(canvas: HTMLCanvasElement, map: PaintedMap): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const { view, picked } = map;
  const ratio = canvas.width / view.width;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  paintPlaces(context, map, colour);
  paintNames(context, map, colour);
  for (const index of map.pinned) ring(context, placeOf(map, index), 7, colour("ink"), 1.5);
  if (picked !== undefined) ring(context, placeOf(map, picked), 9, colour("accent"), 3);
  for (const { kind, place } of map.marks) {
    const at = toCanvas(view, ...place);
    if (kind === "sliders") square(context, at, colour("ink"), colour("panel"));
    else cross(context, at, colour("ink"), colour("panel"));
  }
}

function paintPlaces(
  context: CanvasRenderingContext2D,
  { places, classOf, lit, view }: PaintedMap,
  colour: (name: string) => string,
): void {
  const colours = Array.from({ length: COLOURS }, (_, index) => colour(`class-${index}`));
  const radius = Math.min(RADIUS.near, RADIUS.far * Math.max(1, Math.sqrt(2000 / (places.length / 2))));
  for (let index = 0; index < places.length / 2; index++) {
    const [x, y] = toCanvas(view, places[2 * index] ?? 0, places[2 * index + 1] ?? 0);
    if (x < -radius || y < -radius || x > view.width + radius || y > view.height + radius) continue;
    const ofClass = classOf?.[index] ?? 0;
    context.globalAlpha = lit === undefined || lit === ofClass ? 0.85 : DIMMED;
    context.fillStyle = colours[ofClass % COLOURS] ?? "";
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** The name of each class in the middle of its places, so that nobody depends on colours. */
function paintNames(
  context: CanvasRenderingContext2D,
  { classes, lit, view }: PaintedMap,
  colour: (name: string) => string,
): void {
  context.font = "700 15px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const [index, { name, place }] of classes.entries()) {
    if (lit !== undefined && lit !== index) continue;
    const [x, y] = toCanvas(view, ...place);
    context.lineWidth = 4;
    context.strokeStyle = colour("panel");
    context.strokeText(name, x, y);
    context.fillStyle = colour("ink");
    context.fillText(name, x, y);
  }
}

function placeOf({ view, places }: PaintedMap, index: number): readonly [number, number] {
  return toCanvas(view, places[2 * index] ?? 0, places[2 * index + 1] ?? 0);
}

type At = readonly [x: number, y: number];

function ring(context: CanvasRenderingContext2D, [x, y]: At, radius: number, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}

function square(context: CanvasRenderingContext2D, [x, y]: At, ink: string, paper: string): void {
  context.fillStyle = paper;
  context.fillRect(x - 6, y - 6, 12, 12);
  context.strokeStyle = ink;
  context.lineWidth = 2.5;
  context.strokeRect(x - 6, y - 6, 12, 12);
}

function cross(context: CanvasRenderingContext2D, [x, y]: At, ink: string, paper: string): void {
  for (const [width, colour] of [
    [7, paper],
    [3, ink],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - 7, y - 7);
    context.lineTo(x + 7, y + 7);
    context.moveTo(x + 7, y - 7);
    context.lineTo(x - 7, y + 7);
    context.stroke();
  }
}

/** The classes with the middle (the median) of their places. */
export function namedClasses(
  places: Float32Array,
  classOf: Uint8Array | undefined,
  names: readonly string[],
): NamedClass[] {
  if (!classOf) return [];
  const axis = (offset: 0 | 1) => Float32Array.from(classOf, (_, index) => places[2 * index + offset] ?? 0);
  const centres = classCentres(axis(0), axis(1), classOf);
  return names.map((name, ofClass) => ({ name, place: centres.get(ofClass) ?? [0, 0] }));
}
