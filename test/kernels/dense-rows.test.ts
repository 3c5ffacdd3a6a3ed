import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { denseRows } from "../../src/kernels/dense-rows.js";
import type { DescriptionOptions } from "../../src/model/description.js";
import { dense } from "../../src/model/layers/layers.js";
import { PRESETS } from "../../src/model/presets.js";
import { usePage } from "../harness/browser.js";
import { checkKernel, randomFloats } from "../harness/kernel-check.js";
import { fusibleModel } from "../plan/arbitrary-models.js";
import { fusedCall } from "./fused-call.js";
import { targets } from "./targets.js";

const context = usePage();

interface Batch {
  kind?: "train" | "evaluate";
  rows: number;
  bytes?: boolean;
  start?: number;
}

/** Runs the kernel on samples in reversed order. */
function check(model: DescriptionOptions, { kind = "train", rows, bytes = false, start = 0 }: Batch) {
  const call = fusedCall(model, { kernel: "dense-rows", kind, rows, bytes });
  const { y, dz, loss, ...inputs } = call.inputs;
  const count = start + rows;
  const values = count * (call.params.size ?? 0);
  return checkKernel(context.page, denseRows, {
    ...call,
    inputs: {
      ...inputs,
      data: bytes ? randomBytes(values) : new Uint32Array(targets(values, 7).buffer),
      order: Uint32Array.from({ length: count }, (_, index) => count - 1 - index),
    },
    outputs: { y: y?.length ?? 0, dz: dz?.length ?? 0, loss: loss?.length ?? 0 },
    step: { start },
  });
}

/** Bytes packed into words. */
function randomBytes(length: number): Uint32Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  new Uint8Array(words.buffer).set(randomFloats(length, 7, 0, 256));
  return words;
}

describe("dense-rows", () => {
  it("keeps its bound for any model, any rows, training or not", async () => {
    const rows = fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 17);
    // Trained on floats, evaluated on bytes; the notebook's, below, is trained on bytes. Each pair more is seconds of compiling.
    const kind = fc.constantFrom("train" as const, "evaluate" as const);
    await fc.assert(
      fc.asyncProperty(fusibleModel, rows, kind, fc.nat(5), async (model, m, plan, start) => {
        await check(model, { rows: m, kind: plan, bytes: plan === "evaluate", start });
      }),
      { numRuns: 40 },
    );
  });

  it("computes the notebook's batch, and its last", async () => {
    expect(await check(PRESETS.notebook(), { rows: 256, bytes: true, start: 3 })).toBeGreaterThan(0);
    await check(PRESETS.notebook(), { rows: 96, bytes: true, kind: "evaluate" });
  });

  it("goes beyond its lanes and its tile in every dimension", async () => {
    const wide = [dense(300, { activation: "tanh" }), dense(520, { activation: "sigmoid" }), dense(257)];
    const decoder = [dense(513, { activation: "sigmoid" })];
    await check({ input: 513, encoder: wide, decoder, loss: "meanSquaredError" }, { rows: 6 });
  });
});
