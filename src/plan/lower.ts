import { sizeOf } from "../data/dataset.js";
import { ACTIVATION_CODE } from "../kernels/activation.js";
import type { Numbers } from "../kernels/kernel.js";
import { type Description, type PlacedLayer, placedLayers } from "../model/description.js";
import type { Activation } from "../model/layers.js";
import type { Optimizer } from "../model/optimizers.js";
import { type ArenaLayout, layOut, viewOf } from "./arena.js";
import { fuse } from "./fuse.js";
import {
  ARENAS,
  type BufferRole,
  type BufferSpec,
  type Call,
  EXTERNAL,
  type Level,
  type Plan,
  type PlanKind,
  type View,
} from "./plan.js";
import { tile } from "./tile.js";

/** What a plan is made for. */
export interface PlanSettings {
  readonly kind: PlanKind;
  /** Samples in the batch. */
  readonly rows: number;
  readonly level: Level;
  /** Whether the data are bytes, to be scaled by 1/255, or floats. */
  readonly bytes: boolean;
}

/** Lowers a model to the list of kernel calls that computes `kind` for one batch. */
export function planFor(description: Description, settings: PlanSettings): Plan {
  return REWRITES[settings.level](new Lowering(description, settings).plan());
}

const REWRITES: Readonly<Record<Level, (naive: Plan) => Plan>> = { naive: (plan) => plan, tiled: tile, fused: fuse };

class Lowering {
  private readonly buffers = new Map<string, BufferSpec>();
  private readonly calls: Call[] = [];
  private readonly layers: PlacedLayer[];
  private readonly layout: ArenaLayout;

  constructor(
    private readonly description: Description,
    private readonly settings: PlanSettings,
  ) {
    const all = placedLayers(description);
    const codes = description.encoder.length;
    const { kind } = settings;
    this.layers = kind === "encode" ? all.slice(0, codes) : kind === "decode" ? all.slice(codes) : all;
    this.layout = layOut(all);
  }

  plan(): Plan {
    const { kind, rows } = this.settings;
    const output = this.lower();
    return { kind, level: "naive", rows, buffers: this.buffers, calls: this.calls, output };
  }

  /** Calls of the whole plan, in order; returns the name of the buffer with the result. */
  private lower(): string {
    const { kind } = this.settings;
    const input = this.gather();
    if (kind !== "train" && kind !== "evaluate") return this.forward(input).output.buffer;

    const fromLogits = this.lossTakesLogits();
    const { output, inputs } = this.forward(input, fromLogits);
    this.loss(output, input, fromLogits);
    if (kind === "train") {
      const dOutput = this.lossGradient(output, input, fromLogits);
      this.backward(inputs, output, dOutput, fromLogits);
      this.optimize(this.description.optimizer);
    }
    return EXTERNAL.losses;
  }

  /** Sigmoid and binary cross-entropy are one function of the logits, exact where the two alone would round to 0 or 1. */
  private lossTakesLogits(): boolean {
    return this.description.loss === "binaryCrossentropy" && this.layers.at(-1)?.layer.activation === "sigmoid";
  }

  private gather(): View {
    const size = sizeOf(this.layers[0]?.inputShape ?? []);
    const { rows, bytes } = this.settings;
    const x = this.buffer("x", [rows, size]);
    this.external("data", "u32");
    this.external("order", "u32");
    const bindings = { data: { buffer: EXTERNAL.data }, order: { buffer: EXTERNAL.order }, x };
    this.call("batch/gather", "gather", bindings, { rows, size }, { BYTES: Number(bytes) });
    return x;
  }

  /** Runs `input` through the layers; `inputs` holds what each layer was given. */
  private forward(input: View, stopAtLogits = false): { output: View; inputs: View[] } {
    const inputs: View[] = [];
    let x = input;
    for (const placed of this.layers) {
      inputs.push(x);
      const isLast = placed === this.layers.at(-1);
      x = this.dense(placed, x, isLast && stopAtLogits ? "linear" : placed.layer.activation);
    }
    return { output: x, inputs };
  }

  private dense({ name, layer, inputShape }: PlacedLayer, x: View, activation: Activation): View {
    const { rows } = this.settings;
    const { units, useBias } = layer;
    const z = this.buffer(`${name}.z`, [rows, units]);
    const w = this.weights(`${name}.kernel`);
    this.call(`${name}/matmul`, "matmul", { x, w, z }, { m: rows, k: sizeOf(inputShape), n: units });
    if (!useBias && activation === "linear") return z;
    const y = this.buffer(`${name}.y`, [rows, units]);
    const b = useBias ? this.weights(`${name}.bias`) : w;
    const constants = { HAS_BIAS: Number(useBias), ACTIVATION: ACTIVATION_CODE[activation] };
    this.call(`${name}/bias-activation`, "bias-activation", { z, b, y }, { rows, units }, constants);
    return y;
  }

  private loss(y: View, t: View, fromLogits: boolean): void {
    const { rows } = this.settings;
    const size = sizeOf(this.description.input);
    const loss = this.buffer("loss", [rows]);
    this.external("losses", "f32");
    if (this.description.loss === "binaryCrossentropy") {
      const constants = { FROM_LOGITS: Number(fromLogits) };
      this.call("loss/bce-loss", "bce-loss", { y, t, loss }, { rows, size }, constants);
    } else {
      this.call("loss/mse-loss", "mse-loss", { y, t, loss }, { rows, size });
    }
    this.call("loss/batch-mean", "batch-mean", { loss, losses: { buffer: EXTERNAL.losses } }, { rows });
  }

  private lossGradient(y: View, t: View, fromLogits: boolean): View {
    const { rows } = this.settings;
    const size = sizeOf(this.description.input);
    const dy = this.buffer("dy", [rows, size]);
    const params = { count: rows * size };
    if (this.description.loss === "binaryCrossentropy") {
      this.call("loss/bce-gradient", "bce-gradient", { y, t, dy }, params, { FROM_LOGITS: Number(fromLogits) });
    } else {
      this.call("loss/mse-gradient", "mse-gradient", { y, t, dy }, params);
    }
    return dy;
  }

  /**
   * From the gradient of the last layer's output to the gradients of all weights.
   * @param dOutput gradient of `output`, which are logits when `fromLogits`
   */
  private backward(inputs: readonly View[], output: View, dOutput: View, fromLogits: boolean): void {
    const { rows } = this.settings;
    let y = output;
    let dy = dOutput;
    for (const [index, { name, layer, inputShape }] of [...this.layers.entries()].reverse()) {
      const x = inputs[index] ?? output;
      const { units, useBias } = layer;
      const size = sizeOf(inputShape);
      const activation = fromLogits && y === output ? "linear" : layer.activation;
      const dz = activation === "linear" ? dy : this.activationGradient(name, units, activation, y, dy);
      const dw = viewOf(this.layout, this.arena("gradients", "gradient"), `${name}.kernel`);
      this.call(`${name}/kernel-gradient`, "matmul-transpose-a", { x, w: dz, z: dw }, { m: size, k: rows, n: units });
      if (useBias) {
        const db = viewOf(this.layout, ARENAS.gradients, `${name}.bias`);
        this.call(`${name}/bias-gradient`, "bias-gradient", { dz, db }, { rows, units });
      }
      if (index > 0) {
        const dx = this.buffer(`${name}.dx`, [rows, size]);
        const w = this.weights(`${name}.kernel`);
        this.call(`${name}/input-gradient`, "matmul-transpose-b", { x: dz, w, z: dx }, { m: rows, k: units, n: size });
        dy = dx;
      }
      y = x;
    }
  }

  private activationGradient(name: string, units: number, activation: Activation, y: View, dy: View): View {
    const { rows } = this.settings;
    const dz = this.buffer(`${name}.dz`, [rows, units]);
    const constants = { ACTIVATION: ACTIVATION_CODE[activation] };
    this.call(`${name}/activation-gradient`, "activation-gradient", { y, dy, dz }, { count: rows * units }, constants);
    return dz;
  }

  private optimize({ rho, epsilon }: Optimizer): void {
    const g = { buffer: this.arena(ARENAS.gradients, "gradient") };
    const [a, d] = ARENAS.slots.map((name) => ({ buffer: this.arena(name, "slot") })) as [View, View];
    const w = { buffer: this.arena(ARENAS.weights, "parameter") };
    const params = { count: this.layout.length, rho, one_minus_rho: 1 - rho, epsilon };
    this.call("optimizer/adadelta", "adadelta", { g, a, d, w }, params);
  }

  private weights(tensor: string): View {
    return viewOf(this.layout, this.arena(ARENAS.weights, "parameter"), tensor);
  }

  private arena(name: string, role: BufferRole): string {
    this.buffers.set(name, { name, role, scalar: "f32", shape: [this.layout.length] });
    return name;
  }

  private external(name: keyof typeof EXTERNAL, scalar: "f32" | "u32"): void {
    this.buffers.set(name, { name, role: "external", scalar, shape: [] });
  }

  private buffer(name: string, shape: readonly number[]): View {
    this.buffers.set(name, { name, role: "activation", scalar: "f32", shape });
    return { buffer: name };
  }

  private call(
    label: string,
    kernel: string,
    bindings: Record<string, View>,
    params: Numbers,
    constants: Numbers = {},
  ) {
    this.calls.push({ label, kernel, bindings, params, constants });
  }
}
