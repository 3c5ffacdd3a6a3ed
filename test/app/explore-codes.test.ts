import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeGrid } from "../../src/app/components/code-picture.js";
import {
  nearestPlace,
  nextPlace,
  panned,
  pinched,
  toCanvas,
  toPlane,
  wholeOf,
  zoomed,
} from "../../src/app/components/explore-viewport.js";
import { mostly, nearestCodes, planeCodes, rangesOf, walk } from "../../src/app/state/explore-codes.js";
import { centred, inkOf, type Stroke } from "../../src/app/state/explore-drawing.js";
import { planeMap, turnedLike } from "../../src/app/state/explore-maps.js";
import { Latest } from "../../src/app/state/latest.js";
import { axesOf, placesOf } from "../../src/app/state/plane-of-codes.js";
import { pcaMap, umapMap } from "../../src/app/worker/maps.js";

const value = fc.float({ min: -100, max: 100, noNaN: true });
/** Codes of `size` numbers, one at least. */
const codesOf = (size: number) =>
  fc
    .array(fc.tuple(...Array.from({ length: size }, () => value)), { minLength: 1, maxLength: 40 })
    .map((rows) => Float32Array.from(rows.flat()));

describe("codes", () => {
  it("range between their smallest and largest, with the mean between", () => {
    fc.assert(
      fc.property(codesOf(3), (codes) => {
        for (const [unit, { low, high, mean }] of rangesOf(codes, 3).entries()) {
          const column = Array.from({ length: codes.length / 3 }, (_, row) => codes[3 * row + unit] ?? 0);
          expect([low, high]).toEqual([Math.min(...column), Math.max(...column)]);
          expect(mean).toBeCloseTo(column.reduce((sum, each) => sum + each, 0) / column.length, 8);
        }
      }),
    );
  });

  it("find their nearest, the nearest first, as sorting all of them would", () => {
    fc.assert(
      fc.property(codesOf(2), fc.tuple(value, value), fc.integer({ min: 1, max: 8 }), (codes, code, most) => {
        const distances = Array.from({ length: codes.length / 2 }, (_, row) =>
          Math.sqrt(
            ((codes[2 * row] ?? 0) - (Math.fround(code[0]) ?? 0)) ** 2 +
              ((codes[2 * row + 1] ?? 0) - (code[1] ?? 0)) ** 2,
          ),
        );
        const found = nearestCodes(codes, Float32Array.from(code), most);
        expect(found.map(({ distance }) => distance)).toEqual([...distances].sort((a, b) => a - b).slice(0, most));
        for (const { index, distance } of found) expect(distances[index]).toBe(distance);
      }),
    );
  });

  it("walk in equal steps from the first to the last", () => {
    const codes = walk(Float32Array.of(0, 8), Float32Array.of(8, -8), 9);
    expect([...codes]).toEqual([0, 8, 1, 6, 2, 4, 3, 2, 4, 0, 5, -2, 6, -4, 7, -6, 8, -8]);
    expect([...walk(Float32Array.of(3), Float32Array.of(5), 1)]).toEqual([3]);
  });

  it("fill the plane from the top left, without the few that lie far away", () => {
    const codes = Float32Array.from({ length: 402 }, (_, at) => (at % 2 === 0 ? at / 2 : -at));
    codes[0] = -1e6;
    const [left, right] = mostly(codes, 2, 0);
    expect([left, right]).toEqual([2, 198]);
    const grid = planeCodes(codes, 3);
    const [bottom, top] = mostly(codes, 2, 1);
    expect([...grid.subarray(0, 6)]).toEqual([left, top, 100, top, right, top]);
    expect([...grid.subarray(12)]).toEqual([left, bottom, 100, bottom, right, bottom]);
  });
});

describe("maps", () => {
  it("by PCA are what its axes say, and show all of what lies in a plane", async () => {
    const [first, second] = [
      [0.6, 0, 0.8, 0],
      [0, 1, 0, 0],
    ] as const;
    const spread = (row: number) => [Math.sin(7 * row) * 3, Math.sin(3 * row + 1)] as const;
    const codes = Float32Array.from({ length: 4 * 200 }, (_, at) => {
      const [along, aside] = spread(Math.floor(at / 4));
      return 5 + along * (first[at % 4] ?? 0) + aside * (second[at % 4] ?? 0);
    });
    const { places, mean, axes, shown } = await pcaMap(codes, 4);
    expect(shown).toBeCloseTo(1, 5);
    expect(Math.abs(axes[0].reduce((sum, each, unit) => sum + each * (first[unit] ?? 0), 0))).toBeCloseTo(1, 2);
    for (let row = 0; row < 200; row++) {
      for (const [at, axis] of axes.entries()) {
        const place = axis.reduce(
          (sum, each, unit) => sum + each * ((codes[4 * row + unit] ?? 0) - (mean[unit] ?? 0)),
          0,
        );
        expect(places[2 * row + at]).toBeCloseTo(place, 4);
      }
    }
  });

  it("by PCA of very long codes look at the numbers that vary most", async () => {
    const size = 600;
    const codes = new Float32Array(20 * size);
    for (let row = 0; row < 20; row++) codes.set([row, (row % 2) * 3], row * size + 590);
    const { axes, shown } = await pcaMap(codes, size);
    expect(Math.abs(axes[0][590] ?? 0)).toBeGreaterThan(0.99);
    expect(shown).toBeCloseTo(1, 5);
  });

  it("by PCA lie the way round that they have on the stage, whichever that is", async () => {
    const codes = Float32Array.from({ length: 4 * 50 }, (_, at) => Math.sin(at * at) * ([9, 4][at % 4] ?? 1));
    const map = await pcaMap(codes, 4);
    for (const signs of [1, -1].flatMap((across) => [1, -1].map((up) => [across, up] as const))) {
      const way = (at: 0 | 1) => Float32Array.from(map.axes[at], (each) => each * signs[at]);
      const axes = axesOf(codes, 4, { mean: new Float32Array(4), across: way(0), up: way(1), stretch: 1 });
      const onStage = placesOf(codes, { ...axes, stretch: 1 });
      const turned = turnedLike(map, axes);
      for (const [at, place] of turned.places.entries()) expect(place).toBeCloseTo(onStage[at] ?? 0, 3);
      expect(turned.axes[0][0]).toBeCloseTo(axes.across[0] ?? 0, 3);
    }
    // Nothing to go by, or another code: as it is.
    expect(turnedLike(map, undefined)).toEqual(map);
    expect(turnedLike(map, axesOf(new Float32Array(9), 3))).toEqual(map);
  });

  it("by PCA need two numbers", async () => {
    await expect(pcaMap(new Float32Array(4), 1)).rejects.toThrow("Codes of a single number have no two components");
  });

  it("by UMAP keep neighbours, and say how far they are", async () => {
    // Two clouds, far from each other.
    const codes = Float32Array.from({ length: 3 * 60 }, (_, at) => Math.sin(at * at) + (at < 90 ? 0 : 50));
    const shares: number[] = [];
    const places = await umapMap(codes, 3, (share) => shares.push(share));
    expect(places).toHaveLength(120);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(shares.length).toBeGreaterThan(3);
    for (let index = 0; index < 60; index++) {
      const [nearest] = nearestCodes(places, places.slice(2 * index, 2 * index + 2), 2).filter(
        (near) => near.index !== index,
      );
      expect((nearest?.index ?? 0) < 30).toBe(index < 30);
    }
  });

  it("of codes of one number have a line for each class", () => {
    const { places, placeOf } = planeMap(Float32Array.of(0, 5, 10), 1, Uint8Array.of(0, 2, 0));
    expect([...places]).toEqual([0, 0, 5, 2, 10, 0]);
    expect(placeOf).toBeUndefined();
    expect(planeMap(Float32Array.of(1, 2), 2, undefined).placeOf?.(Float32Array.of(3, 4))).toEqual([3, 4]);
  });
});

describe("a viewport", () => {
  const places = fc
    .array(fc.tuple(value, value), { minLength: 1, maxLength: 30 })
    .map((all) => Float32Array.from(all.flat()));
  const point = fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 400 }));

  it("shows everything, and finds what it shows", () => {
    fc.assert(
      fc.property(places, (all) => {
        const view = wholeOf(all, 600, 400);
        for (let at = 0; at < all.length; at += 2) {
          const [x, y] = toCanvas(view, all[at] ?? 0, all[at + 1] ?? 0);
          expect(x >= 0 && x <= 600 && y >= 0 && y <= 400).toBe(true);
          const found = nearestPlace(view, all, [x, y], 1) ?? -1;
          const [foundX, foundY] = toCanvas(view, all[2 * found] ?? 0, all[2 * found + 1] ?? 0);
          expect(Math.hypot(foundX - x, foundY - y)).toBeLessThan(1e-3);
        }
      }),
    );
  });

  it("keeps the place under the pointer while zooming and panning, and comes back to the whole", () => {
    fc.assert(
      fc.property(places, point, fc.double({ min: 1.1, max: 20, noNaN: true }), (all, at, factor) => {
        const whole = wholeOf(all, 600, 400);
        const closer = zoomed(whole, whole, factor, at);
        const [before, after] = [toPlane(whole, ...at), toPlane(closer, ...at)];
        const unit = 1 / whole.scale;
        expect(Math.hypot(after[0] - before[0], after[1] - before[1])).toBeLessThan(
          1e-6 * (unit + Math.abs(before[0]) + Math.abs(before[1])),
        );
        const moved = toPlane(panned(closer, 30, -20), at[0] + 30, at[1] - 20);
        expect(moved[0]).toBeCloseTo(after[0], 3);
        expect(moved[1]).toBeCloseTo(after[1], 3);
        expect(zoomed(closer, whole, 1 / 20, at)).toBe(whole);
      }),
    );
  });

  it("goes to the next place in a direction", () => {
    const cross = Float32Array.of(0, 0, 2, 0.5, 1, 3, -1, 0, 0, -4, 9, 9);
    expect(nextPlace(cross, 0, [1, 0])).toBe(1);
    expect(nextPlace(cross, 0, [0, 1])).toBe(2);
    expect(nextPlace(cross, 0, [-1, 0])).toBe(3);
    expect(nextPlace(cross, 0, [0, -1])).toBe(4);
    expect(nextPlace(cross, 4, [0, -1])).toBeUndefined();
  });

  it("has a scale even where all places are one, or none", () => {
    expect(toCanvas(wholeOf(Float32Array.of(5, 5, 5, 5), 100, 80), 5, 5)).toEqual([50, 40]);
    expect(wholeOf(new Float32Array(), 100, 80).scale).toBe(1);
    // Rounded in their last place, as those that glide to where they lie already are, they stay there.
    const [x, y] = [Math.fround(7.58), Math.fround(-5.497)];
    const [left, top] = toCanvas(
      wholeOf(Float32Array.of(x, y, x, y), 300, 200),
      x * (1 + 2 ** -22),
      y * (1 + 2 ** -22),
    );
    expect(Math.hypot(left - 150, top - 100)).toBeLessThan(1);
  });
});

/** The picture's centre of mass, and the box of all but the faintest ink. */
function shapeOf(ink: Float32Array): { x: number; y: number; width: number; height: number } {
  let [mass, x, y] = [0, 0, 0];
  const filled: [number, number][] = [];
  for (const [at, each] of ink.entries()) {
    const [column, row] = [at % 28, Math.floor(at / 28)];
    [mass, x, y] = [mass + each, x + each * (column + 0.5), y + each * (row + 0.5)];
    if (each > 0.3) filled.push([column, row]);
  }
  const length = (axis: 0 | 1) => {
    const all = filled.map((point) => point[axis]);
    return Math.max(...all) - Math.min(...all) + 1;
  };
  return { x: x / mass, y: y / mass, width: length(0), height: length(1) };
}

describe("a drawing", () => {
  const stroke: fc.Arbitrary<Stroke> = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    { minLength: 1, maxLength: 8 },
  );

  it("has ink of 0 to 1, fullest where the pen went", () => {
    const ink = inkOf(
      [
        [
          [0.25, 0.5],
          [0.75, 0.5],
        ],
      ],
      28,
      28,
    );
    expect(ink[14 * 28 + 14]).toBeGreaterThan(0.9);
    expect(ink[4 * 28 + 14]).toBe(0);
    expect(ink[14 * 28 + 2]).toBe(0);
    expect([...ink].filter((each) => each > 0 && each < 1).length).toBeGreaterThan(20);
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 3 }), (strokes) => {
        for (const each of inkOf(strokes, 20, 31)) expect(each >= 0 && each <= 1).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("wherever and however large, is centred and as large as MNIST's digits", () => {
    fc.assert(
      fc.property(
        stroke,
        fc.double({ min: 0.1, max: 0.6, noNaN: true }),
        fc.tuple(fc.double({ min: 0, max: 0.4, noNaN: true }), fc.double({ min: 0, max: 0.4, noNaN: true })),
        (points, scale, [right, down]) => {
          // With a box of its own, whatever the points are.
          const drawn: Stroke[] = [
            points,
            [
              [0, 0],
              [1, 0.7],
            ],
          ].map((each) => each.map(([x = 0, y = 0]) => [right + scale * x, down + scale * y] as const));
          const { x, y, width, height } = shapeOf(inkOf(centred(drawn), 28, 28));
          expect(Math.abs(x - 14)).toBeLessThan(0.6);
          expect(Math.abs(y - 14)).toBeLessThan(0.6);
          expect(Math.max(width, height)).toBeGreaterThanOrEqual(18);
          expect(Math.max(width, height)).toBeLessThanOrEqual(22);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("of a dot, or of nothing, stays one", () => {
    const dot = shapeOf(inkOf(centred([[[0.1, 0.9]]]), 28, 28));
    expect(dot.x).toBeCloseTo(14, 1);
    expect(dot.width).toBeLessThan(5);
    expect(centred([])).toEqual([]);
    expect(Math.max(...inkOf([], 28, 28))).toBe(0);
  });
});

describe("the latest wish", () => {
  it("is done next, those in between never, one at a time", async () => {
    const latest = new Latest();
    const done: number[] = [];
    let open: () => void = () => {};
    void latest.run(async () => {
      await new Promise<void>((resolve) => {
        open = resolve;
      });
      done.push(0);
    });
    for (const index of [1, 2, 3]) {
      void latest.run(async () => {
        done.push(index);
      });
    }
    expect(done).toEqual([]);
    open();
    await new Promise((resolve) => setTimeout(resolve));
    expect(done).toEqual([0, 3]);
    void latest.run(async () => {
      done.push(4);
    });
    expect(done).toEqual([0, 3, 4]);
  });
});

it("two fingers zoom by as much as they part, and what lay between them still does", () => {
  const whole = wholeOf(Float32Array.of(-3, -1, 3, 1), 400, 300);
  const finger = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 300 }));
  fc.assert(
    fc.property(finger, finger, finger, (from, to, other) => {
      const apart = ([x, y]: readonly [number, number]) => Math.hypot(x - other[0], y - other[1]);
      const view = pinched(whole, whole, [from, to], other);
      const closer = apart(to) / Math.max(1, apart(from));
      if (closer <= 1) {
        expect(view).toBe(whole);
        return;
      }
      expect(view.scale / whole.scale).toBeCloseTo(Math.min(100, closer), 6);
      const between = (finger: readonly [number, number]) =>
        [(finger[0] + other[0]) / 2, (finger[1] + other[1]) / 2] as const;
      const [was, is] = [toPlane(whole, ...between(from)), toPlane(view, ...between(to))];
      expect(Math.hypot(was[0] - is[0], was[1] - is[1]) * whole.scale).toBeLessThan(1e-6);
    }),
  );
});

describe("a code as a picture", () => {
  it("of images is the map of each channel beside those of others, with bare lines between", () => {
    // Two by three pixels, five channels: pixel p has 10 · p + c in channel c.
    const code = Float32Array.from({ length: 30 }, (_, at) => 10 * Math.floor(at / 5) + (at % 5));
    const { rows, columns, values } = codeGrid(code, [2, 3, 5]);
    expect([rows, columns]).toEqual([5, 11]);
    const row = (at: number) => [...values.subarray(at * columns, (at + 1) * columns)];
    expect(row(0)).toEqual([0, 10, 20, 0, 1, 11, 21, 0, 2, 12, 22]);
    expect(row(1)).toEqual([30, 40, 50, 0, 31, 41, 51, 0, 32, 42, 52]);
    expect(row(2)).toEqual(Array(11).fill(0));
    expect(row(4)).toEqual([33, 43, 53, 0, 34, 44, 54, 0, 0, 0, 0]);
  });

  it("of numbers stands in columns of eight, all of them in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (size) => {
        const code = Float32Array.from({ length: size }, (_, at) => at + 1);
        const { rows, columns, values } = codeGrid(code, [size]);
        expect(rows).toBe(Math.min(8, size));
        expect(values.length).toBe(rows * columns);
        expect([...values.subarray(0, size)]).toEqual([...code]);
      }),
    );
  });
});

type Rgb = readonly [number, number, number];

const toLinear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
const times = (matrix: readonly Rgb[], [r, g, b]: Rgb) =>
  matrix.map((row) => row[0] * r + row[1] * g + row[2] * b) as unknown as Rgb;
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

function linear(hex: string): Rgb {
  return [1, 3, 5].map((at) => toLinear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)) as unknown as Rgb;
}

/** B. Ottosson's OKLab, in which distances are about as large as they look. */
function oklab(rgb: Rgb): Rgb {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  ).map((each) => Math.cbrt(Math.max(0, each))) as unknown as Rgb;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}

/** How colours look to people without one kind of cone (Machado, Oliveira and Fernandes, 2009, severity 1). */
const EYES: Readonly<Record<string, readonly Rgb[]>> = {
  "no red": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "no green": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "no blue": [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

describe("the ten colours of classes", () => {
  it("stand out from their ground, and from each other for every eye", async () => {
    const folder = new URL("../../src/app/styles/", import.meta.url);
    const [base, style] = await Promise.all(
      ["base.css", "classes.css"].map((name) => readFile(new URL(name, folder), "utf8")),
    );
    const all = [...(style ?? "").matchAll(/--class-\d: (#[0-9a-f]{6});/g)].map(([, hex = ""]) => hex);
    const grounds = [...(base ?? "").matchAll(/--panel: (#[0-9a-f]{6});/g)].map(([, hex = ""]) => hex);
    expect([all.length, grounds.length]).toEqual([20, 2]);
    // A class is of one hue, whichever the theme: a step of the circle is 36°.
    for (let ofClass = 0; ofClass < 10; ofClass++) {
      const [light, dark] = [all[ofClass], all[10 + ofClass]].map((hex = "") => {
        const [, a, b] = oklab(linear(hex));
        return (Math.atan2(b, a) * 180) / Math.PI;
      }) as [number, number];
      const apart = Math.abs(light - dark);
      expect(Math.min(apart, 360 - apart), `class ${ofClass}`).toBeLessThan(10);
    }
    for (const [theme, ground] of grounds.entries()) {
      const colours = all.slice(10 * theme, 10 * theme + 10).map(linear);
      const paper = luminance(linear(ground));
      for (const colour of colours) {
        const [low, high] = [paper, luminance(colour)].sort((a, b) => a - b) as [number, number];
        expect((high + 0.05) / (low + 0.05)).toBeGreaterThan(3);
      }
      for (const [eye, matrix] of Object.entries(EYES)) {
        const seen = colours.map((colour) => oklab(times(matrix, colour)));
        for (const [i, a] of seen.entries()) {
          for (const b of seen.slice(i + 1)) {
            expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]), `${eye}, ${ground}`).toBeGreaterThan(0.08);
          }
        }
      }
    }
  });
});
