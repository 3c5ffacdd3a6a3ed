import { sizeOf } from "../../src/data/dataset.js";
import { chosenFor, loadVersions } from "../../src/kernels/kernels.js";
import type { Matmul } from "../../src/operations/product.js";
import { chooseKernels } from "../../src/plan/choose-kernels.js";
import { targetOf } from "../../src/plan/lower.js";
import type { BufferSpec, Level, Plan } from "../../src/plan/plan.js";
import type { Gpu } from "../../src/runtime/gpu/device.js";
import { GpuSession, MOST_STEPS } from "../../src/runtime/gpu/session.js";
import { STORAGE } from "../../src/runtime/gpu/usage.js";
import { factors, flopsOf, type Product, storedShapes } from "../product.js";
import type { Run } from "./contender.js";

/** Work in one submit, in floating-point operations: a second on a software adapter. */
const FLOPS_A_SUBMIT = 4e9;

/** A product alone, on the kernel that the level has for it. */
export async function openProduct(product: Product, level: Level, gpu: Gpu): Promise<Run> {
  const { m, n } = product;
  const plan = await productPlan(product, level, gpu);
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

/** A plan of nothing but the product. */
async function productPlan({ m, k, n, transposed }: Product, level: Level, { subgroups }: Gpu): Promise<Plan> {
  const matmul: Matmul = {
    label: "product/matmul",
    operation: "matmul",
    bindings: { x: { buffer: "x" }, w: { buffer: "w" }, z: { buffer: "z" } },
    params: { m, k, n },
    constants: { TRANSPOSE_X: Number(transposed === "x"), TRANSPOSE_W: Number(transposed === "w") },
  };
  const buffers = new Map(["x", "w", "z"].map((name) => [name, external(name)]));
  const draft = { kind: "predict", rows: m, output: "z" } as const;
  await loadVersions(["matmul"]);
  const target = targetOf({ level, subgroups });
  const chosen = chooseKernels({ ...draft, buffers, operations: [matmul] }, (given) => chosenFor(given, target));
  return { ...draft, level, ...chosen };
}

function external(name: string): BufferSpec {
  return { name, role: "external", scalar: "f32", shape: [] };
}
