import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { sizeOf } from "../../src/data/dataset.js";
import { loadKernels } from "../../src/kernels/kernels.js";
import { dense } from "../../src/layers/dense.js";
import { describe as describeModel, networkOf } from "../../src/model/description.js";
import { PRESETS } from "../../src/model/presets.js";
import type { View } from "../../src/operations/operation.js";
import { adadelta } from "../../src/optimizers/adadelta.js";
import { adam } from "../../src/optimizers/adam.js";
import type { Optimizer } from "../../src/optimizers/optimizers.js";
import { layOut } from "../../src/plan/arena.js";
import { planFor } from "../../src/plan/lower.js";
import { ARENAS, kernelOf, type Plan, type PlanKind, type Rung } from "../../src/plan/plan.js";
import { anyModel, anySettings } from "./arbitrary-models.js";
import "./loaded.js";

const notebook = describeModel(PRESETS.notebook());
const labels = (plan: Plan) => plan.calls.map(({ label }) => label);

function notebookPlan(kind: PlanKind, level: Rung = "naive") {
  return planFor(networkOf(notebook), { kind, level, rows: 256, bytes: true });
}

it.each([
  [PRESETS.notebook(), 1],
  [PRESETS.convolutional([28, 28]), 784],
  [PRESETS.convolutional([8, 8, 3]), 64],
])("divergence is summed over the last axis of a sample, the mean over the others", (model, sums) => {
  const network = networkOf(describeModel({ ...model, metrics: ["mse", "kl"] }));
  const { calls } = planFor(network, { kind: "evaluate", level: "naive", rows: 4, bytes: true });
  expect(calls.find(({ label }) => label === "metrics/kl")?.params).toEqual({
    rows: 4,
    size: sizeOf(network.outputShape),
    sums,
  });
});

describe("the notebook's plans", () => {
  it("train, naive: one thought a kernel", () => {
    expect(notebookPlan("train").calls.map(({ label, kernel }) => [label, kernel])).toEqual([
      ["batch/gather", "gather"],
      ["encoder.0/matmul", "matmul"],
      ["encoder.0/bias-activation", "bias-activation"],
      ["decoder.0/matmul", "matmul"],
      ["decoder.0/bias-activation", "bias-activation"],
      ["loss/bce-loss", "bce-loss"],
      ["loss/batch-mean", "batch-mean"],
      ["loss/bce-gradient", "bce-gradient"],
      ["decoder.0/kernel-gradient", "matmul-transpose-a"],
      ["decoder.0/bias-gradient", "bias-gradient"],
      ["decoder.0/input-gradient", "matmul-transpose-b"],
      ["encoder.0/activation-gradient", "activation-gradient"],
      ["encoder.0/kernel-gradient", "matmul-transpose-a"],
      ["encoder.0/bias-gradient", "bias-gradient"],
      ["optimizer/adadelta", "adadelta"],
    ]);
  });

  it("train, tiled: products with what follows them, and a loss with its gradient", () => {
    expect(notebookPlan("train", "tiled").calls.map(({ label, kernel }) => [label, kernel])).toEqual([
      ["batch/gather", "gather-quads"],
      ["encoder.0/forward", "matmul-quads"],
      ["decoder.0/forward", "matmul-quads"],
      ["loss/loss-and-gradient", "loss-and-gradient-quads"],
      ["loss/batch-mean", "batch-mean"],
      ["decoder.0/kernel-gradient", "matmul-quads"],
      ["decoder.0/bias-gradient", "bias-gradient-quads"],
      ["decoder.0/input-gradient", "matmul-quads"],
      ["encoder.0/activation-gradient", "activation-gradient-quads"],
      ["encoder.0/kernel-gradient", "matmul-quads"],
      ["encoder.0/bias-gradient", "bias-gradient-quads"],
      ["optimizer/adadelta", "adadelta"],
    ]);
  });

  it("train, tiled, with subgroups: products that exchange what they load", () => {
    const settings = { kind: "train", level: "tiled", rows: 256, bytes: true } as const;
    const [without, having] = [false, true].map((subgroups) =>
      planFor(networkOf(notebook), { ...settings, subgroups }),
    );
    const swapped = without?.calls.map((call) => {
      return call.kernel === "matmul-quads" ? { ...call, kernel: "matmul-subgroups" } : call;
    });
    expect(having?.calls).toEqual(swapped);
    expect(having?.calls).not.toEqual(without?.calls);
  });

  it("train, fused: what goes by rows, then what goes by weights", () => {
    expect(notebookPlan("train", "fused").calls.map(({ kernel }) => kernel)).toEqual(["dense-rows", "dense-weights"]);
    const having = (optimizer: Optimizer) => {
      const network = networkOf({ ...notebook, optimizer });
      const { calls } = planFor(network, { kind: "train", level: "fused", rows: 256, bytes: true });
      return calls.map(({ kernel }) => kernel);
    };
    expect(having(adam())).toEqual(["dense-rows", "dense-gradients", "adam"]);
    expect(having(adadelta({ clipnorm: 1 }))).toEqual(["dense-rows", "dense-gradients", "clip-norm", "adadelta"]);
    expect(notebookPlan("evaluate", "fused").calls.map(({ kernel }) => kernel)).toEqual(["dense-rows", "batch-mean"]);
  });

  it("evaluate stops at the loss", () => {
    expect(labels(notebookPlan("evaluate"))).toEqual(labels(notebookPlan("train")).slice(0, 7));
  });

  it("train and evaluate take the loss from logits, predict goes on to probabilities", () => {
    const activation = (kind: PlanKind) =>
      notebookPlan(kind).calls.find(({ label }) => label === "decoder.0/bias-activation")?.constants.ACTIVATION;
    expect([activation("train"), activation("evaluate"), activation("predict")]).toEqual([0, 0, 2]);
    expect(notebookPlan("train").calls.map(({ constants }) => constants.FROM_LOGITS)).not.toContain(0);
  });

  it.each([
    ["predict", [256, 784], ["encoder.0/matmul", "decoder.0/matmul"]],
    ["encode", [256, 32], ["encoder.0/matmul"]],
    ["decode", [256, 784], ["decoder.0/matmul"]],
  ] as const)("%s gives rows of shape %j and computes %j", (kind, shape, products) => {
    const plan = notebookPlan(kind);
    expect(plan.buffers.get(plan.output)?.shape).toEqual(shape);
    expect(labels(plan)[0]).toBe("batch/gather");
    expect(labels(plan).filter((label) => label.endsWith("/matmul"))).toEqual(products);
    expect(plan.buffers.has("losses")).toBe(false);
  });

  it("decode reads codes as wide as the code", () => {
    expect(notebookPlan("decode").calls[0]?.params).toEqual({ rows: 256, size: 32 });
  });
});

describe("any plan", () => {
  beforeAll(() => loadKernels());

  const check = (property: (plan: Plan, model: ReturnType<typeof describeModel>) => void) =>
    fc.assert(
      fc.property(anyModel, anySettings, (options, settings) => {
        const model = describeModel(options);
        property(planFor(networkOf(model), settings), model);
      }),
    );

  it("binds what every kernel asks for, and gives it its numbers", () => {
    check((plan) => {
      for (const call of plan.calls) {
        const kernel = kernelOf(call);
        const bound = Object.keys(call.bindings);
        expect(Object.keys(kernel.bindings)).toEqual(expect.arrayContaining(bound));
        // What the operation does without is not read; what the kernel writes is always there.
        const written = Object.keys(kernel.bindings).filter((name) => kernel.bindings[name]?.access === "read_write");
        expect(bound).toEqual(expect.arrayContaining(written));
        expect(Object.keys(call.params)).toEqual(expect.arrayContaining(Object.keys(kernel.params)));
        for (const value of Object.values({ ...call.params, ...call.constants })) expect(value).not.toBeNaN();
        for (const [name, { buffer }] of Object.entries(call.bindings)) {
          expect(plan.buffers.get(buffer)?.scalar).toBe(kernel.bindings[name]?.scalar);
        }
      }
    });
  });

  it("keeps every view inside its buffer, on a boundary of 64 scalars", () => {
    check((plan) => {
      for (const { buffer, offset = 0, length } of views(plan)) {
        const spec = plan.buffers.get(buffer);
        const size = spec?.role === "external" ? Number.POSITIVE_INFINITY : sizeOf(spec?.shape ?? []);
        expect(offset % 64).toBe(0);
        expect(offset + (length ?? 0)).toBeLessThanOrEqual(size);
        expect(length ?? 1).toBeGreaterThan(0);
      }
    });
  });

  it("never lets a call write what it reads or writes elsewhere", () => {
    check((plan) => {
      for (const call of plan.calls) {
        const { bindings } = kernelOf(call);
        const bound = Object.entries(call.bindings);
        for (const [name, view] of bound) {
          if (bindings[name]?.access !== "read_write") continue;
          const others = bound.filter(([other]) => other !== name).map(([, other]) => other);
          expect(others.filter((other) => overlap(view, other))).toEqual([]);
        }
      }
    });
  });

  it("lists the buffers it uses and no other", () => {
    check((plan) => {
      const used = new Set(views(plan).map(({ buffer }) => buffer));
      expect([...plan.buffers.keys()].sort()).toEqual([...used].sort());
      expect(used.has(plan.output)).toBe(true);
    });
  });

  it("writes every activation before it is read", () => {
    check((plan) => {
      const written = new Set<string>();
      for (const call of plan.calls) {
        const { bindings } = kernelOf(call);
        for (const [name, { buffer }] of Object.entries(call.bindings)) {
          const isRead = bindings[name]?.access === "read";
          if (isRead && plan.buffers.get(buffer)?.role === "activation") expect(written).toContain(buffer);
        }
        for (const [name, { buffer }] of Object.entries(call.bindings)) {
          if (bindings[name]?.access === "read_write") written.add(buffer);
        }
      }
      expect(written).toContain(plan.output);
    });
  });

  it("has a gradient written for every weight when it trains, once, unless its kernels keep them to themselves", () => {
    check((plan, model) => {
      if (!["naive", "tiled"].includes(plan.level)) return;
      const gradients = plan.calls.flatMap((call) =>
        Object.values(call.bindings).filter(
          ({ buffer, length }) => buffer === ARENAS.gradients && length !== undefined,
        ),
      );
      const places = [...layOut(networkOf(model).layers).tensors.values()].map(({ offset, length }) => [
        offset,
        length,
      ]);
      const written = gradients.map(({ offset, length }) => [offset ?? 0, length]);
      expect(written.sort(byOffset)).toEqual(plan.kind === "train" ? places.sort(byOffset) : []);
    });
  });

  it("has nothing left to tile beyond level naive", () => {
    check((plan) => {
      if (plan.level === "naive") return;
      const names = plan.calls.map(({ kernel }) => kernel);
      for (const naive of ["matmul", "matmul-transpose-a", "matmul-transpose-b", "bias-activation"]) {
        expect(names).not.toContain(naive);
      }
    });
  });
});

it("a layer without bias and activation is its product alone", () => {
  const model = describeModel({ input: 3, encoder: [dense(2, { useBias: false })], decoder: [dense(3)] });
  const plan = planFor(networkOf(model), { kind: "train", level: "naive", rows: 4, bytes: false });
  expect(labels(plan).filter((label) => label.startsWith("encoder.0/"))).toEqual([
    "encoder.0/matmul",
    "encoder.0/kernel-gradient",
  ]);
});

const views = (plan: Plan): View[] => plan.calls.flatMap(({ bindings }) => Object.values(bindings));

function overlap(one: View, other: View): boolean {
  if (one.buffer !== other.buffer) return false;
  const end = ({ offset = 0, length = Number.POSITIVE_INFINITY }: View) => offset + length;
  return (one.offset ?? 0) < end(other) && (other.offset ?? 0) < end(one);
}

const byOffset = ([one = 0]: (number | undefined)[], [other = 0]: (number | undefined)[]) => one - other;
