/** The part of a plane that a canvas shows. The plane's y grows upwards, the canvas's downwards. */
export interface Viewport {
  /** What is in the middle of the canvas. */
  readonly x: number;
  readonly y: number;
  /** Pixels for one of the plane's units, the same in both directions. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 16;
/** What is shown at least, and of the places' own size: what 32 bits round of them, and gliding leaves of the way, stays in sight. */
const [LEAST, LEAST_SHARE] = [1e-6, 1e-4];
const MOST_ZOOM = 100;

/** All places in sight. */
export function wholeOf(places: Float32Array, width: number, height: number): Viewport {
  let [left, right, bottom, top] = [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (let at = 0; at < places.length; at += 2) {
    const [x, y] = [places[at] ?? 0, places[at + 1] ?? 0];
    [left, right, bottom, top] = [Math.min(left, x), Math.max(right, x), Math.min(bottom, y), Math.max(top, y)];
  }
  if (!(right >= left && top >= bottom)) return { x: 0, y: 0, scale: 1, width, height };
  // Places that are all the same are in the middle.
  const least = Math.max(
    LEAST,
    LEAST_SHARE * Math.max(Math.abs(left), Math.abs(right), Math.abs(bottom), Math.abs(top)),
  );
  const [across, up] = [Math.max(right - left, least), Math.max(top - bottom, least)];
  const scale = Math.min(Math.max(1, width - 2 * MARGIN) / across, Math.max(1, height - 2 * MARGIN) / up);
  return { x: (left + right) / 2, y: (bottom + top) / 2, scale, width, height };
}

/** Where a place is on the canvas. */
export function toCanvas(view: Viewport, x: number, y: number): readonly [number, number] {
  return [view.width / 2 + (x - view.x) * view.scale, view.height / 2 - (y - view.y) * view.scale];
}

/** The place under a point of the canvas. */
export function toPlane(view: Viewport, x: number, y: number): readonly [number, number] {
  return [view.x + (x - view.width / 2) / view.scale, view.y - (y - view.height / 2) / view.scale];
}

/**
 * `factor` times as close, at most {@link MOST_ZOOM} times and never farther away than `whole`; the point of the canvas stays
 * over its place.
 */
export function zoomed(view: Viewport, whole: Viewport, factor: number, at: readonly [number, number]): Viewport {
  const scale = Math.min(view.scale * factor, whole.scale * MOST_ZOOM);
  // Zooming in and out again by the same factor is rounded, and comes back to the whole all the same.
  if (scale <= whole.scale * (1 + 1e-9)) return whole;
  const [x, y] = toPlane(view, ...at);
  return { ...view, scale, x: x - (at[0] - view.width / 2) / scale, y: y + (at[1] - view.height / 2) / scale };
}

/** Moved by pixels, as by a hand on the paper. */
export function panned(view: Viewport, right: number, down: number): Viewport {
  return { ...view, x: view.x - right / view.scale, y: view.y + down / view.scale };
}

/**
 * As two fingers have it, of which one has moved: closer by as much as they have parted, and what lay between them still does.
 * @param moved the one that has, from and to
 */
export function pinched(
  view: Viewport,
  whole: Viewport,
  [from, to]: readonly [from: readonly [number, number], to: readonly [number, number]],
  other: readonly [number, number],
): Viewport {
  const apart = (finger: readonly [number, number]) => Math.hypot(finger[0] - other[0], finger[1] - other[1]);
  const middle: readonly [number, number] = [(from[0] + other[0]) / 2, (from[1] + other[1]) / 2];
  // Fingers that touch have no distance to compare with.
  const closer = zoomed(view, whole, apart(to) / Math.max(1, apart(from)), middle);
  return closer === whole ? whole : panned(closer, (to[0] - from[0]) / 2, (to[1] - from[1]) / 2);
}

/** The place nearest to a point of the canvas, at most `reach` pixels away. */
export function nearestPlace(
  view: Viewport,
  places: Float32Array,
  [x, y]: readonly [number, number],
  reach: number,
): number | undefined {
  const [wantedX, wantedY] = toPlane(view, x, y);
  let [nearest, least] = [-1, (reach / view.scale) ** 2];
  for (let at = 0; at < places.length; at += 2) {
    const squares = ((places[at] ?? 0) - wantedX) ** 2 + ((places[at + 1] ?? 0) - wantedY) ** 2;
    if (squares <= least) [nearest, least] = [at / 2, squares];
  }
  return nearest < 0 ? undefined : nearest;
}

/**
 * The next place in a direction: of those within 45° of it the one that is nearest, where being aside counts twice.
 * @param direction unit steps of the plane, `[0, 1]` is up
 */
export function nextPlace(places: Float32Array, from: number, [dx, dy]: readonly [number, number]): number | undefined {
  const [x, y] = [places[2 * from] ?? 0, places[2 * from + 1] ?? 0];
  let [next, least] = [-1, Number.POSITIVE_INFINITY];
  for (let at = 0; at < places.length; at += 2) {
    const [right, up] = [(places[at] ?? 0) - x, (places[at + 1] ?? 0) - y];
    const along = right * dx + up * dy;
    const aside = Math.abs(right * dy - up * dx);
    if (along <= 0 || aside > along) continue;
    const length = along + 2 * aside;
    if (length < least) [next, least] = [at / 2, length];
  }
  return next < 0 ? undefined : next;
}
