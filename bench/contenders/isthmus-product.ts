import { sizeOf } from "../../src/data/dataset.js";
import { dense } from "../../src/layers/dense.js";
import { describe, networkOf } from "../../src/model/description.js";
import { planFor } from "../../src/plan/lower.js";
import type { BufferSpec, Call, Plan, Variant } from "../../src/plan/plan.js";
import type { Gpu } from "../../src/runtime/gpu/device.js";
import { GpuSession, MOST_STEPS } from "../../src/runtime/gpu/session.js";
import { STORAGE } from "../../src/runtime/gpu/usage.js";
import { factors, flopsOf, type Product, storedShapes } from "../product.js";
import { SkippedError } from "../rounds.js";
import type { Run } from "./contender.js";

/** Work in one submit, in floating-point operations: a second on a software adapter. */
const FLOPS_A_SUBMIT = 4e9;

/** A product alone, on the kernel that the level has for it. */
export async function openProduct(product: Product, level: Variant, gpu: Gpu): Promise<Run> {
  const { m, n } = product;
  const plan = productPlan(product, level, gpu);
  const values = factors(product);
  const shapes = storedShapes(product);
  const buffers = new Map([
    ["x", gpu.buffer("product/x", 4 * sizeOf(shapes.x), STORAGE, values.x)],
    ["w", gpu.buffer("product/w", 4 * sizeOf(shapes.w), STORAGE, values.w)],
    ["z", gpu.buffer("product/z", 4 * m * n, STORAGE)],
  ]);
  const session = await GpuSession.open(gpu, "product", [plan], buffers);
  const step = { plan, start: 0, slot: 0, random: 0, learningRate: 0 };
  const most = Math.max(1, Math.min(MOST_STEPS, Math.floor(FLOPS_A_SUBMIT / flopsOf(product))));
  return {
    step: async (count) => {
      for (let left = count; left > 0; left -= most) {
        const encoder = gpu.device.createCommandEncoder({ label: "product" });
        session.encode(
          encoder,
          Array.from({ length: Math.min(left, most) }, () => step),
        );
        gpu.device.queue.submit([encoder.finish()]);
      }
      const [last = Number.NaN] = new Float32Array(await session.read({ buffer: "z", offset: m * n - 1, length: 1 }));
      return last;
    },
    dispose: () => {
      session.dispose();
      for (const buffer of buffers.values()) buffer.destroy();
      gpu.dispose();
    },
  };
}

/**
 * A plan of nothing but the product, its call taken from where a model of the same sizes has it.
 * @throws {SkippedError} when the level has no call for it alone
 */
function productPlan(product: Product, level: Variant, { subgroups }: Gpu): Plan {
  const { m, k, n, transposed } = product;
  const [rows, input, units, label] = {
    none: [m, k, n, "encoder.0/"] as const,
    x: [k, m, n, "encoder.0/kernel-gradient"] as const,
    w: [m, k, n, "decoder.0/input-gradient"] as const,
  }[transposed ?? "none"];
  const description = describe({
    input,
    encoder: [dense(units, { useBias: false })],
    decoder: [dense(input, { useBias: false })],
    loss: "meanSquaredError",
  });
  const kind = transposed ? "train" : "encode";
  const plan = planFor(networkOf(description), { kind, level, rows, bytes: false, subgroups });
  const at = plan.calls.findIndex(({ label: name, params }) => {
    return name.startsWith(label) && params.m === m && params.k === k && params.n === n;
  });
  if (at < 0) throw new SkippedError(`${level} has no call for this product alone`);
  const [call, next] = plan.calls.slice(at);
  const calls = [call, next?.kernel === "sum-parts" ? next : undefined].filter((each) => each !== undefined);
  const parts = calls.length > 1 ? plan.buffers.get(call?.bindings.z?.buffer ?? "") : undefined;
  const buffers = [...["x", "w", "z"].map(external), ...(parts ? [parts] : [])];
  return {
    ...plan,
    calls: calls.map((each) => rebound(each, parts)),
    buffers: new Map(buffers.map((buffer) => [buffer.name, buffer])),
  };
}

/**
 * The call on buffers of the product's own, and its parts where it has some; a bias that it ignores is bound to `w`, as
 * `tile` does.
 */
function rebound(call: Call, parts: BufferSpec | undefined): Call {
  const bindings = Object.entries(call.bindings).map(([name, view]) => {
    return [name, view.buffer === parts?.name ? view : { buffer: name === "b" ? "w" : name }];
  });
  return { ...call, label: `product/${call.kernel}`, bindings: Object.fromEntries(bindings) };
}

function external(name: string): BufferSpec {
  return { name, role: "external", scalar: "f32", shape: [] };
}
