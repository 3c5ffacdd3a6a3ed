import { describe, expect, it } from "vitest";
import { sizeOf } from "../../src/data/dataset.js";
import { KERNELS, loadKernels, versionsOf } from "../../src/kernels/kernels.js";
import { networkOf } from "../../src/model/description.js";
import { ACTIVATION_CODE, METRIC_CODE } from "../../src/operations/codes.js";
import { halfOf, type Numbers } from "../../src/operations/operation.js";
import { OPERATIONS } from "../../src/operations/operations.js";
import { planFor } from "../../src/plan/lower.js";
import type { Call, Plan } from "../../src/plan/plan.js";
import { HAS_HALVES, HAS_SUBGROUPS, QUICK, usePage } from "../harness/browser.js";
import { checkKernel, type KernelCall, randomFloats } from "../harness/kernel-check.js";
import "../plan/loaded.js";
import { CASES, MODELS } from "./mixed-models.js";

/** Every kernel that takes values in f16, with each of its operands so, and with all of them, within its bound. */

await loadKernels();

const context = usePage();

/** Values of many magnitudes: of eight, one is a subnormal f16, one smaller than any, and one 0. */
function values(length: number, seed: number): Float32Array {
  const scales = [1, 1, 0.3, 20, 2 ** -8, 2 ** -15, 2 ** -30, 0];
  return randomFloats(length, seed).map((value, index) => value * (scales[(index * 5 + seed) % 8] ?? 1));
}
const shares = (length: number, seed: number) => values(length, seed).map((value) => Math.min(Math.abs(value), 1));

type Given = Omit<KernelCall, "constants"> & { readonly constants?: Numbers };

function product(m: number, k: number, n: number, more: Numbers = {}, strides = false): Given {
  const { TRANSPOSE_X = 0, TRANSPOSE_W = 0 } = more;
  return {
    inputs: { x: values(m * k, 1), w: values(k * n, 2), b: values(n, 3) },
    outputs: { z: m * n },
    params: {
      ...{ m, k, n, depth: k },
      ...(strides && {
        ...(TRANSPOSE_X ? { x_row: 1, x_depth: m } : { x_row: k, x_depth: 1 }),
        ...(TRANSPOSE_W ? { w_depth: 1, w_column: k } : { w_depth: n, w_column: 1 }),
      }),
    },
    constants: { HAS_BIAS: 1, ACTIVATION: ACTIVATION_CODE.relu, ...more },
  };
}

const TRANSPOSED: readonly Numbers[] = [
  { TRANSPOSE_X: 0, TRANSPOSE_W: 0 },
  { TRANSPOSE_X: 1, TRANSPOSE_W: 0 },
  { TRANSPOSE_X: 0, TRANSPOSE_W: 1 },
];
const inFours = TRANSPOSED.map((more) => product(36, 20, 12, more));
const rows = (size: number, constants: Numbers): Given => ({
  inputs: { y: shares(5 * size, 1), t: shares(5 * size, 2), m: shares(5 * size, 3) },
  outputs: { loss: 5, dy: 5 * size, value: 5 },
  params: { rows: 5, size, count: 5 * size, sums: size },
  constants: { FROM_LOGITS: 1, MEAN_SQUARED: 0, METRIC: METRIC_CODE.mse, ...constants },
});
const losses = (size: number) => [rows(size, {}), rows(size, { MEAN_SQUARED: 1, FROM_LOGITS: 0 })];
const slopes = (count: number) =>
  ["relu", "sigmoid", "tanh", "leakyRelu", "elu"].map((activation) => ({
    inputs: { y: values(count, 1), dy: values(count, 2) },
    outputs: { dz: count },
    params: { count },
    constants: { ACTIVATION: ACTIVATION_CODE[activation as "relu"] },
  }));
const batch = (size: number) =>
  [0, 1].map((BYTES) => ({
    inputs: {
      data: BYTES
        ? new Uint32Array(Uint8Array.from({ length: 16 * size }, (_, index) => index * 7).buffer)
        : new Uint32Array(values(4 * size, 1).buffer),
      order: Uint32Array.of(3, 1, 0),
    },
    outputs: { x: 3 * size },
    params: { rows: 3, size },
    constants: { BYTES },
  }));
const sum = { inputs: { z: values(7 * 9, 1), b: values(9, 2) }, params: { rows: 7, units: 9 } };
const ends = Object.values(ACTIVATION_CODE).map((ACTIVATION) => ({ HAS_BIAS: 1, ACTIVATION }));

/** Calls of the kernels of dense layers. */
const CALLS: Readonly<Record<string, readonly Given[]>> = {
  matmul: [product(7, 33, 9, { HAS_BIAS: 0, ACTIVATION: 0 })],
  "matmul-transpose-a": [product(7, 33, 9, { HAS_BIAS: 0, ACTIVATION: 0, TRANSPOSE_X: 1 })],
  "matmul-transpose-b": [product(7, 33, 9, { HAS_BIAS: 0, ACTIVATION: 0, TRANSPOSE_W: 1 })],
  "matmul-tiled": TRANSPOSED.map((more) => product(33, 17, 9, more, true)),
  "matmul-quads": inFours,
  "matmul-subgroups": inFours,
  "matmul-shared": TRANSPOSED.flatMap((more) => [
    product(33, 17, 9, { ...more, SIDE: 8, QUADS: 1 }, true),
    product(70, 40, 66, { ...more, SIDE: 16, QUADS: 2 }, true),
  ]),
  "sum-parts": ends.map((constants) => ({
    inputs: { x: values(3 * 7 * 9, 1), b: values(9, 2) },
    outputs: { z: 7 * 9 },
    params: { parts: 3, rows: 7, units: 9 },
    constants,
  })),
  "bias-activation": ends.map((constants) => ({ ...sum, outputs: { y: 7 * 9 }, constants })),
  "activation-gradient": slopes(37),
  "activation-gradient-quads": slopes(40),
  gather: [...batch(20), ...batch(28)],
  "gather-quads": batch(20),
  cast: [{ inputs: { x: values(512, 1) }, outputs: { y: 512 }, params: { count: 512 } }],
  "bce-loss": [rows(33, {}), rows(33, { FROM_LOGITS: 0 })],
  "mse-loss": [rows(33, {})],
  "bce-gradient": [rows(33, {}), rows(33, { FROM_LOGITS: 0 })],
  "mse-gradient": [rows(33, {})],
  "loss-and-gradient": losses(33),
  "loss-and-gradient-quads": losses(36),
  metric: Object.values(METRIC_CODE).map((METRIC) => rows(33, { METRIC, FROM_LOGITS: 0 })),
  "masked-metric": [rows(33, {}), rows(33, { METRIC: METRIC_CODE.bce })],
};

/** Kernels, and what they may take as f16. */
const TAKEN = Object.entries(OPERATIONS).flatMap(([operation, { halves = [] }]) => {
  const versions = halves.length > 0 ? versionsOf({ operation, label: "test" }) : [];
  return versions.flatMap(({ name }) => {
    const operands = halves.filter((operand) => Object.hasOwn(KERNELS.get(name)?.bindings ?? {}, operand));
    return operands.length > 0 ? [[name, operands as readonly string[]] as const] : [];
  });
});

/** Those of images: as plans have them, with adapters' subgroups and without. */
const PLANNED = new Map<string, { readonly call: Call; readonly plan: Plan }>();
for (const [name, level] of CASES) {
  for (const subgroups of [false, true]) {
    const settings = { kind: "train", rows: 3, bytes: true, level, subgroups, precision: "mixed" } as const;
    const plan = planFor(networkOf(MODELS[name]), settings);
    for (const call of plan.calls) {
      const isHalf = Object.keys(call.constants).some((constant) => constant.startsWith(halfOf("")));
      if (isHalf && !CALLS[call.kernel] && !PLANNED.has(call.kernel)) PLANNED.set(call.kernel, { call, plan });
    }
  }
}

/** A call of a plan, with values of its own in all that it reads. */
function plannedCall({ call, plan }: { readonly call: Call; readonly plan: Plan }): KernelCall {
  const inputs: Record<string, Float32Array> = {};
  const outputs: Record<string, number> = {};
  const bindings = KERNELS.get(call.kernel)?.bindings ?? {};
  const standIn = Object.values(call.bindings)[0];
  for (const [index, [name, { access }]] of Object.entries(bindings).entries()) {
    const view = call.bindings[name] ?? standIn;
    const length = view?.length ?? sizeOf(plan.buffers.get(view?.buffer ?? "")?.shape ?? []);
    if (access === "read_write") outputs[name] = length;
    else
      inputs[name] = name === "places" ? values(length, 9).map((value) => Math.abs(value) & 3) : values(length, index);
  }
  return { inputs, outputs, params: call.params, constants: call.constants };
}

/** Those that the adapter has the features for. */
const runs = (name: string) => HAS_HALVES && (HAS_SUBGROUPS || KERNELS.get(name)?.feature !== "subgroups");

it("are all there, but dense-rows, which reads one buffer in two ways: mixed.test.ts has that", () => {
  const tested = [...Object.keys(CALLS), ...PLANNED.keys()].filter((name) => name !== "dense-rows");
  expect(tested.sort()).toEqual(
    TAKEN.map(([name]) => name)
      .filter((name) => name !== "dense-rows")
      .sort(),
  );
});

describe.each(TAKEN.filter(([name]) => CALLS[name] && runs(name)))("%s, %s in f16", (name, operands) => {
  const kernel = KERNELS.get(name);
  const each = operands.length > 1 && !QUICK ? operands.map((operand) => [operand]) : [];
  const choices = [...each, operands];
  it.each(choices.map((choice) => [choice.join(", "), choice] as const))(
    "keeps its bound with %s so",
    async (_, choice) => {
      if (!kernel) throw new Error(`There is no kernel ${name}.`);
      const halves = Object.fromEntries(choice.map((operand) => [halfOf(operand), 1]));
      for (const { inputs, outputs = {}, constants = {}, ...call } of CALLS[name] ?? []) {
        const bound = <T>(of: Readonly<Record<string, T>>) =>
          Object.fromEntries(Object.entries(of).filter(([operand]) => Object.hasOwn(kernel.bindings, operand)));
        const given = {
          ...call,
          inputs: bound(inputs),
          outputs: bound(outputs),
          constants: { ...constants, ...halves },
        };
        await checkKernel(context.page, kernel, given);
      }
    },
  );
});

it.each([...PLANNED.keys()].filter((name) => name !== "dense-rows" && runs(name)))(
  "%s keeps its bound as a plan has it",
  async (name) => {
    const [kernel, planned] = [KERNELS.get(name), PLANNED.get(name)];
    if (kernel && planned) await checkKernel(context.page, kernel, plannedCall(planned));
  },
);
