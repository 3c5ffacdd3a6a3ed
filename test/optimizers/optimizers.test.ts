import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../src/errors.js";
import { adadelta } from "../../src/optimizers/adadelta.js";
import { adam } from "../../src/optimizers/adam.js";
import { adamw } from "../../src/optimizers/adamw.js";
import {
  kindOf,
  OPTIMIZER_TEXTS,
  OPTIMIZERS,
  type Optimizer,
  readOptimizer,
  slotsOf,
  stagesOf,
  stepSettings,
  textOf,
} from "../../src/optimizers/optimizers.js";
import { rmsprop } from "../../src/optimizers/rmsprop.js";
import { sgd } from "../../src/optimizers/sgd.js";
import type { Update } from "../../src/optimizers/stage.js";

const POSITIVE = "a finite number above 0";
const DECAY = "a number in [0, 1)";

describe("optimizers", () => {
  it("have Keras's defaults, Adadelta those of Keras 2", () => {
    expect(adadelta()).toEqual({ type: "adadelta", learningRate: 1, rho: 0.95, epsilon: 1e-7 });
    expect(adam()).toEqual({
      type: "adam",
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-7,
      epsilonAfterCorrection: false,
    });
    expect(adamw()).toEqual({ ...adam(), type: "adamw", weightDecay: 0.004 });
    expect(sgd()).toEqual({ type: "sgd", learningRate: 0.01, momentum: 0, nesterov: false });
    expect(rmsprop()).toEqual({ type: "rmsprop", learningRate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7 });
  });

  it("have presets, whose settings an option overrides", () => {
    expect(adadelta.keras2()).toEqual(adadelta());
    expect(adadelta.keras3()).toEqual(adadelta({ learningRate: 0.001 }));
    expect(adadelta.torch({ rho: 0.8 })).toEqual(adadelta({ learningRate: 1, rho: 0.8, epsilon: 1e-6 }));
    expect(adam.torch()).toEqual(adam({ epsilon: 1e-8, epsilonAfterCorrection: true }));
    expect(adam.torch({ epsilon: 1e-7 })).toEqual(adam({ epsilonAfterCorrection: true }));
    expect(adamw.torch()).toEqual(adamw({ epsilon: 1e-8, epsilonAfterCorrection: true, weightDecay: 0.01 }));
    expect(adamw.torch({ weightDecay: 0 }).weightDecay).toBe(0);
  });

  it("are their own JSON, from which what was left out is filled in", () => {
    const all: Optimizer[] = [
      adadelta(),
      adam({ clipnorm: 1 }),
      adamw({ weightDecay: 0.1 }),
      sgd({ momentum: 0.9, nesterov: true }),
      rmsprop(),
    ];
    for (const optimizer of all) {
      expect(readOptimizer(JSON.parse(JSON.stringify(optimizer)))).toEqual(optimizer);
    }
    expect(readOptimizer({ type: "rmsprop", momentum: 0.5 })).toEqual(rmsprop({ momentum: 0.5 }));
    expect(all.map(({ type }) => type)).toEqual(OPTIMIZERS);
  });

  it("remember as many numbers a weight as their rule needs", () => {
    const [signed, unsigned] = ["signed", "unsigned"];
    expect(slotsOf(adadelta())).toEqual({ a: unsigned, d: unsigned });
    expect(slotsOf(adam())).toEqual({ m: signed, v: unsigned });
    expect(slotsOf(adamw({ clipnorm: 1 }))).toEqual({ m: signed, v: unsigned });
    expect(slotsOf(sgd())).toEqual({});
    expect(slotsOf(sgd({ momentum: 0.9 }))).toEqual({ velocity: signed });
    expect(slotsOf(rmsprop())).toEqual({ mean_square: unsigned });
    expect(slotsOf(rmsprop({ momentum: 0.9 }))).toEqual({ mean_square: unsigned, velocity: signed });
  });

  it.each(OPTIMIZERS)("%s is its own kind's, and has the function of its name", (type) => {
    const optimizer = readOptimizer({ type });
    expect(kindOf(optimizer).type).toBe(type);
    expect({ adadelta, adam, adamw, sgd, rmsprop }[type]()).toEqual(optimizer);
    expect(textOf(optimizer)).toBe(OPTIMIZER_TEXTS[type]);
  });

  it("warn of Adadelta's short steps, and of nothing else", () => {
    const warnings = (optimizer: Optimizer) => kindOf(optimizer).warnings?.(optimizer) ?? [];
    for (const type of OPTIMIZERS) expect(warnings(readOptimizer({ type }))).toEqual([]);
    expect(warnings(adam({ learningRate: 1e-9 }))).toEqual([]);
    expect(warnings(adadelta({ learningRate: 0.01 }))).toEqual([
      expect.stringContaining("Adadelta with learning rate 0.01 hardly moves"),
    ]);
  });
});

describe("the stages of an optimizer", () => {
  /** The operations that they add. */
  function named(optimizer: Optimizer) {
    const added: string[] = [];
    const update: Update = {
      call: (_, operation) => added.push(operation),
      count: 8,
      g: { buffer: "g" },
      w: { buffer: "w" },
      tensors: [{ offset: 0, length: 8 }],
      slot: (buffer) => ({ buffer }),
      constant: (buffer) => ({ buffer }),
    };
    for (const stage of stagesOf(optimizer)) stage.lower(update);
    return added;
  }

  it("are its update, after what comes before it", () => {
    expect(named(adadelta())).toEqual(["adadelta"]);
    expect(named(adam())).toEqual(["adam"]);
    expect(named(sgd())).toEqual(["sgd"]);
    expect(named(sgd({ momentum: 0.9 }))).toEqual(["sgd-momentum"]);
    expect(named(rmsprop())).toEqual(["rmsprop"]);
    expect(named(rmsprop({ momentum: 0.9 }))).toEqual(["rmsprop-momentum"]);
  });

  it("clip first, whatever the optimizer", () => {
    for (const type of OPTIMIZERS) {
      const plain = readOptimizer({ type });
      expect(named({ ...plain, clipnorm: 1 })).toEqual(["clip-norm", ...named(plain)]);
    }
  });

  it("make AdamW of Adam and a decay before it, without decay Adam itself", () => {
    expect(named(adamw())).toEqual(["weight-decay", ...named(adam())]);
    expect(named(adamw({ weightDecay: 0 }))).toEqual(named(adam()));
    expect(stepSettings(adamw({ weightDecay: 0 }), 0.002, 3)).toEqual(stepSettings(adam(), 0.002, 3));
  });
});

describe("an optimizer that is not valid", () => {
  it.each([
    [undefined, "optimizer must be made by one of adadelta(), adam(), adamw(), sgd(), rmsprop(); got nothing."],
    [null, "optimizer must be made by one of adadelta(), adam(), adamw(), sgd(), rmsprop(); got null."],
    [
      "adam",
      'optimizer must be made by one of adadelta(), adam(), adamw(), sgd(), rmsprop(); got "adam". Did you mean adam()?',
    ],
    [{}, "Unknown optimizer nothing; known: adadelta, adam, adamw, sgd, rmsprop."],
    [{ type: "lion" }, 'Unknown optimizer "lion"; known: adadelta, adam, adamw, sgd, rmsprop.'],
    [{ type: "toString" }, 'Unknown optimizer "toString"; known: adadelta, adam, adamw, sgd, rmsprop.'],
    [
      { type: "sgd", rho: 0.9 },
      'sgd: the optimizer sgd has no field "rho"; it has learningRate, momentum, nesterov, clipnorm.',
    ],
    [{ type: "adam", beta1: 1 }, `adam: beta1 must be ${DECAY}; got 1.`],
    [{ type: "adam", beta2: -0.1 }, `adam: beta2 must be ${DECAY}; got -0.1.`],
    [{ type: "adam", epsilon: 0 }, `adam: epsilon must be ${POSITIVE}; got 0.`],
    [{ type: "adam", epsilonAfterCorrection: "yes" }, 'adam: epsilonAfterCorrection must be true or false; got "yes".'],
    [
      { type: "adadelta", learningRate: Number.POSITIVE_INFINITY },
      `adadelta: learningRate must be ${POSITIVE}; got Infinity.`,
    ],
    [{ type: "adamw", weightDecay: -0.1 }, "adamw: weightDecay must be a finite number from 0; got -0.1."],
    [
      { type: "adam", weightDecay: 0.1 },
      'adam: the optimizer adam has no field "weightDecay"; it has learningRate, beta1, beta2, epsilon, epsilonAfterCorrection, clipnorm.',
    ],
    [{ type: "adadelta", rho: "0.9" }, `adadelta: rho must be ${DECAY}; got "0.9".`],
    [{ type: "sgd", momentum: 1.5 }, `sgd: momentum must be ${DECAY}; got 1.5.`],
    [{ type: "sgd", nesterov: 1 }, "sgd: nesterov must be true or false; got 1."],
    [{ type: "sgd", nesterov: true }, "sgd: nesterov needs a momentum; write sgd({ momentum: 0.9, nesterov: true })."],
    [{ type: "rmsprop", clipnorm: 0 }, `rmsprop: clipnorm must be ${POSITIVE}; got 0.`],
    [{ type: "rmsprop", learningRate: Number.NaN }, `rmsprop: learningRate must be ${POSITIVE}; got NaN.`],
  ])("%j: %s", (optimizer, message) => {
    expect(() => readOptimizer(optimizer)).toThrow(new ArgumentError(message));
  });

  it("is refused by the functions too", () => {
    expect(() => adam({ beta1: 2 })).toThrow(`adam: beta1 must be ${DECAY}; got 2.`);
    expect(() => adadelta({ clipnorm: -1 })).toThrow(`adadelta: clipnorm must be ${POSITIVE}; got -1.`);
    expect(() => sgd({ lr: 0.1 } as object)).toThrow('sgd: the optimizer sgd has no field "lr"');
  });
});

describe("the settings of a step", () => {
  it("are the learning rate itself for all but Adam and what has it as a part", () => {
    for (const optimizer of [adadelta(), sgd(), rmsprop()]) {
      expect(stepSettings(optimizer, 0.3, 5)).toEqual({ learningRate: 0.3 });
    }
  });

  it("correct Adam's bias in the first step and hardly any later", () => {
    const first = stepSettings(adam(), 0.001, 1);
    expect(first.learningRate / ((0.001 * Math.sqrt(0.001)) / 0.1)).toBeCloseTo(1, 12);
    expect(stepSettings(adam(), 0.001, 1_000_000).learningRate).toBeCloseTo(0.001, 15);
  });

  it("take AdamW's decay from the learning rate as it is, and all else from Adam", () => {
    const { decay, ...rest } = stepSettings(adamw({ weightDecay: 0.5 }), 0.3, 2);
    expect(decay).toBe(0.15);
    expect(rest).toEqual(stepSettings(adam(), 0.3, 2));
  });

  it("add ε where Keras does, or where PyTorch does", () => {
    expect(stepSettings(adam(), 0.001, 3).epsilon).toBe(1e-7);
    const { epsilon = Number.NaN } = stepSettings(adam.torch(), 0.001, 3);
    expect(epsilon / (1e-8 * Math.sqrt(1 - 0.999 ** 3))).toBeCloseTo(1, 12);
  });

  // The paper's Algorithm 1, and what the kernel makes of the settings, for any means.
  it("make Adam's step what the paper's corrected means make it", () => {
    const beta = fc.constantFrom(0, 0.5, 0.9, 0.999);
    const mean = fc.double({ min: 1e-9, max: 1, noNaN: true });
    const square = fc.double({ min: 1e-12, max: 1, noNaN: true });
    fc.assert(
      fc.property(beta, beta, fc.integer({ min: 1, max: 10_000 }), mean, square, (beta1, beta2, t, m, v) => {
        const settings = stepSettings(adam.torch({ beta1, beta2 }), 0.01, t);
        const ours = (settings.learningRate * m) / (Math.sqrt(v) + (settings.epsilon ?? Number.NaN));
        const paper = (0.01 * (m / (1 - beta1 ** t))) / (Math.sqrt(v / (1 - beta2 ** t)) + 1e-8);
        expect(Math.abs(ours - paper)).toBeLessThanOrEqual(1e-13 * Math.abs(paper));
      }),
    );
  });
});
