import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { NOTEBOOK, withModel } from "../../src/app/state/draft.js";
import { checkModel } from "../../src/app/state/model-check.js";
import { areSame, axesOf, codeAt, placesOf } from "../../src/app/state/plane-of-codes.js";
import { entropyOf } from "../../src/app/state/stage.js";
import { Part, Store } from "../../src/app/state/store.js";
import { withLinearCode, withWaist } from "../../src/app/state/waist.js";
import type { LoadedData } from "../../src/app/worker/data.js";
import { StageService } from "../../src/app/worker/stage-service.js";
import { codeGradient, lossOf, outputGradient } from "../../src/app/worker/step-gradients.js";
import { Autoencoder, type DescriptionOptions, describeModel, PRESETS } from "../../src/index.js";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the store", () => {
  it("has one part of a kind, lets observed parts follow before anyone draws, and no others", () => {
    const told: string[] = [];
    class Clock extends Part<{ readonly at: number }> {
      constructor(store: Store) {
        super(store, { at: 0 });
      }
      tick(): void {
        this.set({ at: this.state.at + 1 });
      }
    }
    class Echo extends Part<{ readonly of: number }> {
      constructor(store: Store) {
        super(store, { of: 0 });
      }
      override follow(): void {
        const { at } = this.store.part(Clock).state;
        if (at !== this.state.of) this.set({ of: at });
      }
    }
    const store = new Store();
    const [clock, echo] = [store.part(Clock), store.part(Echo)];
    expect(store.part(Clock)).toBe(clock);
    clock.tick();
    expect(echo.state.of).toBe(0);
    const end = store.observe(() => told.push(`${clock.state.at} ${echo.state.of}`), [Echo]);
    expect(echo.state.of).toBe(1);
    clock.tick();
    // What followed is told as well, and nobody has seen the one without the other.
    expect(told).toEqual(["1 1", "2 2", "2 2"]);
    end();
    clock.tick();
    expect([echo.state.of, told.length]).toEqual([2, 3]);
  });
});

describe("the plane of codes", () => {
  /** Codes that spread along two known directions, three times as far along the first, and hardly elsewhere. */
  function codesAlong(size: number, seed: number): { codes: Float32Array; one: number; other: number } {
    const [one, other] = [seed % size, (seed + 1) % size];
    const codes = new Float32Array(200 * size);
    let drawn = seed + 1;
    // From −1 to 1, every one as often: 200 of them spread by 1/√3 within some percent.
    const draw = () => {
      drawn = (Math.imul(drawn, 1664525) + 1013904223) >>> 0;
      return drawn / 2 ** 31 - 1;
    };
    for (let row = 0; row < 200; row++) {
      for (let unit = 0; unit < size; unit++) {
        codes[row * size + unit] = 5 + draw() * (unit === one ? 3 : unit === other ? 1 : 0.01);
      }
    }
    return { codes, one, other };
  }

  it("lies where codes spread most, and a place leads back to the code that lies there", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 0, max: 99 }), (size, seed) => {
        const { codes, one, other } = codesAlong(size, seed);
        const axes = axesOf(codes, size);
        // The largest part of each axis is along what spreads most: three times as far is nine times the variance.
        const most = (axis: Float32Array) =>
          axis.reduce((best, _, at) => (Math.abs(axis[at] ?? 0) > Math.abs(axis[best] ?? 0) ? at : best), 0);
        expect([most(axes.across), most(axes.up)]).toEqual([one, other]);
        const places = placesOf(codes, axes);
        const [x = 0, y = 0] = places;
        const [again = 0, there = 0] = placesOf(codeAt([x, y], axes), axes);
        expect(Math.hypot(again - x, there - y)).toBeLessThan(1e-3 * (1 + Math.hypot(x, y)));
      }),
      { numRuns: 50 },
    );
  });

  it("of two numbers is these, and from one moment to the next does not turn over", () => {
    const two = Float32Array.of(1, 2, -3, 4);
    expect(placesOf(two, axesOf(two, 2))).toEqual(two);
    const { codes } = codesAlong(8, 3);
    const before = axesOf(codes, 8);
    const moved = codes.map((value, at) => value + 0.05 * Math.sin(at));
    const after = axesOf(moved, 8, before);
    const along = before.across.reduce((sum, value, at) => sum + value * (after.across[at] ?? 0), 0);
    expect(along).toBeGreaterThan(0.99);
  });

  it("of codes that are all the same is a point", () => {
    const places = placesOf(new Float32Array(30).fill(2), axesOf(new Float32Array(30).fill(2), 3));
    expect(places.every((value) => value === 0)).toBe(true);
  });

  it("knows codes that are all the same, but for what 32 bits round of them", () => {
    const same = Float32Array.of(0, 3, 0, 3, 0, 3 * (1 + 2 ** -22));
    expect(areSame(same, 2)).toBe(true);
    expect(areSame(new Float32Array(6), 2)).toBe(true);
    expect(areSame(same, 1)).toBe(false);
    expect(areSame(Float32Array.of(0, 3, 0, 3.001), 2)).toBe(false);
    expect(areSame(Float32Array.of(Number.NaN, Number.NaN), 1)).toBe(false);
  });
});

describe("the waist", () => {
  it("of dense and variational models is as wide as one likes, of others not", () => {
    for (const model of ["notebook", "deep", "sparse", "variational"]) {
      const draft = withWaist(withModel(NOTEBOOK, model), 7, [28, 28]);
      const { options, encoder } = checkModel(draft ?? NOTEBOOK, [28, 28]);
      expect([model, encoder.at(-1)?.outputShape, options !== undefined]).toEqual([model, [7], true]);
      expect(draft?.optimizer).toBe(withModel(NOTEBOOK, model).optimizer);
    }
    expect(withWaist(withModel(NOTEBOOK, "convolutional"), 7, [28, 28])).toBeUndefined();
  });

  it("has a code of any numbers in the place of a ReLU's, and keeps its width", () => {
    const narrow = withWaist(NOTEBOOK, 2, [28, 28]);
    const linear = narrow && withLinearCode(narrow, [28, 28]);
    const { options, encoder } = checkModel(linear ?? NOTEBOOK, [28, 28]);
    expect(encoder.at(-1)?.outputShape).toEqual([2]);
    expect(options?.encoder.at(-1)).toMatchObject({ type: "dense", units: 2, activation: "linear" });
    expect(linear && withLinearCode(linear, [28, 28])).toBeUndefined();
    expect(withLinearCode(withModel(NOTEBOOK, "variational"), [28, 28])).toBeUndefined();
  });
});

describe("a slow step", () => {
  const target = Float32Array.of(0, 0.25, 1, 0.5);
  /** A decoder of two numbers with a sigmoid. */
  const weights = [
    [1, -2, 0.5, 3],
    [0.3, 0.7, -1, 0.2],
  ] as const;
  const decode = (code: ArrayLike<number>) =>
    Float32Array.from(target, (_, at) => {
      const z = (code[0] ?? 0) * (weights[0][at] ?? 0) + (code[1] ?? 0) * (weights[1][at] ?? 0);
      return 1 / (1 + Math.exp(-z));
    });
  const all = async (codes: Float32Array) =>
    Float32Array.from(
      Array.from({ length: codes.length / 2 }, (_, row) => [...decode(codes.subarray(2 * row, 2 * row + 2))]).flat(),
    );

  it("has the gradient of the code that backpropagation has", async () => {
    const code = Float32Array.of(0.4, -0.8);
    const found = await codeGradient(code, target, "binaryCrossentropy", all);
    const back = outputGradient("binaryCrossentropy", target, decode(code));
    for (const [unit, row] of weights.entries()) {
      const exact = row.reduce<number>((sum, weight, at) => sum + weight * (back[at] ?? 0), 0);
      // A central difference of step h is off by h²/6 of the third derivative, some 1e-5 here, and by rounding: 2⁻²⁴ / h.
      expect(Math.abs((found[unit] ?? 0) - exact)).toBeLessThan(1e-3);
      expect(Math.abs(exact)).toBeGreaterThan(1e-2);
    }
  });

  it("knows both losses", () => {
    expect(lossOf("meanSquaredError", Float32Array.of(0, 1), [0.5, 0.5])).toBe(0.25);
    expect(lossOf("binaryCrossentropy", Float32Array.of(0, 1), [0.5, 0.5])).toBeCloseTo(Math.LN2, 7);
    expect(Number.isFinite(lossOf("binaryCrossentropy", Float32Array.of(1), [0]))).toBe(true);
    expect(entropyOf(Float32Array.of(0.5, 0.5))).toBeCloseTo(Math.LN2, 7);
    expect(entropyOf(Uint8Array.of(0, 255))).toBe(0);
  });
});

describe("shots of a model that is being trained", () => {
  const data = {
    train: { data: new Float32Array(40), count: 10, shape: [4] },
    validation: undefined,
    info: { shape: [4] },
  } as unknown as LoadedData;
  const description = describeModel(PRESETS.notebook([4]));

  /** A model whose codes take `cost` milliseconds of a clock that only it moves. */
  function modelTaking(cost: number): { model: Autoencoder; clock: { now: number } } {
    const clock = { now: 0 };
    vi.spyOn(performance, "now").mockImplementation(() => clock.now);
    const rows = (values: ArrayLike<number>, from: number, to: number) => {
      clock.now += cost / 3;
      return Promise.resolve({
        data: new Float32Array((values.length / from) * to).fill(0.5),
        shape: [values.length / from, to],
      });
    };
    const model = {
      description,
      encode: (values: Float32Array) => rows(values, 4, 2),
      decode: (codes: Float32Array) => rows(codes, 2, 4),
    } as unknown as Autoencoder;
    return { model, clock };
  }

  it("take a tenth of the time at most, and say what becomes of what is given", async () => {
    const { model, clock } = modelTaking(30);
    const service = new StageService(
      { openGpu: () => Promise.reject(), data: () => data },
      { model: () => model, save: async () => undefined },
    );
    await service.samples(5);
    service.give({ code: Float32Array.of(1, 2) });
    let [spent, shots] = [0, 0];
    for (let step = 0; step < 1000; step++) {
      clock.now += 5;
      const before = clock.now;
      const shot = await service.shotInTime(model);
      spent += clock.now - before;
      if (shot) shots++;
      if (shot) expect([shot.size, shot.codes.length, ...shot.code]).toEqual([2, 10, 1, 2]);
    }
    expect(shots).toBeGreaterThan(10);
    // Of a step's time, 5 ms, one may begin too early.
    expect(spent / clock.now).toBeLessThan(0.11);
  });

  it("are none of a code that is not finite, or of another model", async () => {
    const { model } = modelTaking(3);
    const service = new StageService(
      { openGpu: () => Promise.reject(), data: () => data },
      { model: () => model, save: async () => undefined },
    );
    await service.samples(5);
    for (const code of [Float32Array.of(1, Number.NaN), Float32Array.of(1, 2, 3)]) {
      service.give({ code });
      expect((await service.look())?.output.length).toBe(0);
    }
  });

  it("and a step by a copy leaves the model as it was", async () => {
    const { model } = modelTaking(3);
    const fit = vi.fn(async () => ({}));
    const copy = { ...model, fit, getWeights: async () => ({}), dispose: () => {}, gpu: "here" };
    vi.spyOn(Autoencoder, "load").mockResolvedValue(copy as unknown as Autoencoder);
    const service = new StageService(
      { openGpu: async () => "here" as never, data: () => data },
      { model: () => model, save: async () => new Uint8Array(1) },
    );
    await service.samples(5);
    const request = { model: PRESETS.notebook([4]) as DescriptionOptions };
    const [first, second] = [
      await service.step(request, new Float32Array(4)),
      await service.step(request, new Float32Array(4)),
    ];
    expect([first.number, second.number, fit.mock.calls.length]).toEqual([1, 2, 2]);
    expect(Autoencoder.load).toHaveBeenCalledTimes(1);
    expect(first.codeGradient.length).toBe(2);
  });

  it("by a copy of a model that was never trained begins anew when the settings make another one", async () => {
    const dispose = vi.fn();
    const make = async () => ({
      ...modelTaking(0).model,
      description: { loss: "binaryCrossentropy" },
      fit: async () => ({}),
      getWeights: async () => ({}),
      dispose,
      gpu: "here",
    });
    const create = vi.spyOn(Autoencoder, "create").mockImplementation(make as never);
    const service = new StageService(
      { openGpu: async () => "here" as never, data: () => data },
      { model: () => undefined, save: async () => undefined },
    );
    await service.samples(5);
    const step = (model: DescriptionOptions) => service.step({ model }, new Float32Array(4));
    const [notebook, deep] = [PRESETS.notebook([4]), PRESETS.deep([4])];
    const numbers = [];
    for (const model of [notebook, notebook, deep, notebook]) numbers.push((await step(model)).number);
    expect(numbers).toEqual([1, 2, 1, 1]);
    expect([create.mock.calls.length, dispose.mock.calls.length]).toEqual([3, 2]);
  });
});
