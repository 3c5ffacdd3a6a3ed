import { pictureShape } from "../components/paint.js";
import type { DataInfo } from "../worker/protocol.js";

/** A drawing as strokes: points in a square of side 1, y downwards. */
export type Stroke = readonly Point[];
export type Point = readonly [x: number, y: number];

/** Half the width of a stroke, and of its soft rim, in pixels of a picture that is 28 wide: about MNIST's pen. */
const PEN = { half: 1.15, rim: 0.75, of: 28 };
/** MNIST's digits fill a square of 20 of their 28 pixels. */
const FILLED = 20 / 28;

/** The strokes as ink, 0…1, in a picture of `height × width`. */
export function inkOf(strokes: readonly Stroke[], height: number, width: number): Float32Array {
  const ink = new Float32Array(height * width);
  // The square stands in the middle of the picture, as large as it can be.
  const side = Math.min(height, width);
  const [left, top] = [(width - side) / 2, (height - side) / 2];
  const half = (PEN.half * side) / PEN.of;
  const rim = (PEN.rim * side) / PEN.of;
  for (const stroke of strokes) {
    for (const [index, end] of stroke.entries()) {
      const start = stroke[Math.max(0, index - 1)] ?? end;
      const [x0, y0, x1, y1] = [
        left + start[0] * side,
        top + start[1] * side,
        left + end[0] * side,
        top + end[1] * side,
      ];
      const reach = half + rim;
      const columns = between(Math.min(x0, x1) - reach, Math.max(x0, x1) + reach, width);
      const rows = between(Math.min(y0, y1) - reach, Math.max(y0, y1) + reach, height);
      for (let row = rows[0]; row < rows[1]; row++) {
        for (let column = columns[0]; column < columns[1]; column++) {
          const distance = toSegment(column + 0.5, row + 0.5, x0, y0, x1, y1);
          const value = Math.min(1, Math.max(0, (reach - distance) / (2 * rim)));
          const at = row * width + column;
          if (value > (ink[at] ?? 0)) ink[at] = value;
        }
      }
    }
  }
  return ink;
}

/**
 * The strokes as MNIST has its digits: so large that they fill a square of 20/28 of the side, and moved so that the centre of
 * their ink is the centre of the picture.
 */
export function centred(strokes: readonly Stroke[]): Stroke[] {
  const points = strokes.flat();
  if (points.length === 0) return [];
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  // The pen adds its own width; a dot stays a dot.
  const pen = (2 * PEN.half) / PEN.of;
  const scale = Math.min(8, (FILLED - pen) / Math.max(right - left, bottom - top, 1e-6));
  const middle: Point = [(left + right) / 2, (top + bottom) / 2];
  const scaled = moved(strokes, ([x, y]) => [0.5 + scale * (x - middle[0]), 0.5 + scale * (y - middle[1])]);
  const [dx, dy] = offCentre(inkOf(scaled, PEN.of, PEN.of));
  return moved(scaled, ([x, y]) => [x - dx / PEN.of, y - dy / PEN.of]);
}

/** How far the ink's centre of mass is from the picture's centre, in pixels. */
function offCentre(ink: Float32Array): Point {
  let [mass, x, y] = [0, 0, 0];
  for (const [at, value] of ink.entries()) {
    mass += value;
    x += value * ((at % PEN.of) + 0.5);
    y += value * (Math.floor(at / PEN.of) + 0.5);
  }
  return mass > 0 ? [x / mass - PEN.of / 2, y / mass - PEN.of / 2] : [0, 0];
}

function moved(strokes: readonly Stroke[], move: (point: Point) => Point): Stroke[] {
  return strokes.map((stroke) => stroke.map(move));
}

/** The whole numbers from `low` to before `high` that are in a picture of this length. */
function between(low: number, high: number, length: number): readonly [number, number] {
  return [Math.max(0, Math.floor(low)), Math.min(length, Math.ceil(high))];
}

function toSegment(x: number, y: number, x0: number, y0: number, x1: number, y1: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}

/** Strokes as the network takes them: MNIST's digits are as large as one another, and in the middle. */
export function inkFor(
  { mnist, shape, range: [, high] }: Pick<DataInfo, "mnist" | "shape" | "range">,
  strokes: readonly Stroke[],
): Float32Array {
  const [height, width] = pictureShape(shape);
  return inkOf(mnist ? centred(strokes) : strokes, height, width).map((value) => value * high);
}
