import { sizeOf } from "../data/dataset.js";
import { loweringOf } from "../layers/layers.js";
import type { Network, PlacedLayer } from "../model/network.js";
import type { View } from "../operations/operation.js";
import { PlanBuilder } from "./builder.js";
import { lossGradient, type Outcome, report, sampleLosses, takesLogits } from "./loss.js";
import { optimize } from "./optimizer.js";
import { type DataTraits, type Draft, EXTERNAL, type PlanKind } from "./plan.js";

/** A layer with what it made of its input, and what its backward pass needs of that. */
interface Passed {
  readonly placed: PlacedLayer;
  readonly y: View;
  readonly kept?: unknown;
}

/** What is computed of a batch of so many rows. */
export interface Wanted extends DataTraits {
  readonly kind: PlanKind;
  readonly rows: number;
}

/** Lowers a network to the operations that compute `kind` for one batch, one thought each. */
export function naiveDraft(network: Network, wanted: Wanted): Draft {
  const { kind, rows, bytes } = wanted;
  const build = new PlanBuilder(network, kind, rows);
  const output = kind === "train" || kind === "evaluate" ? withLoss(build, wanted) : withoutLoss(build, bytes);
  const { buffers, operations } = build;
  return { kind, rows, buffers, operations, output };
}

/** Predictions, codes, or predictions from codes; returns the buffer that they are in. */
function withoutLoss(build: PlanBuilder, bytes: boolean): string {
  const { layers, encoderLength, inputShape, codeShape } = build.network;
  const slices = { predict: layers, encode: layers.slice(0, encoderLength), decode: layers.slice(encoderLength) };
  const part = slices[build.kind as keyof typeof slices];
  const input = gather(build, EXTERNAL.data, "x", sizeOf(build.kind === "decode" ? codeShape : inputShape), bytes);
  return forward(build, part, input).at(-1)?.y.buffer ?? input.buffer;
}

/** The loss of a batch, and when training all that follows from it; returns the buffer that the losses are in. */
function withLoss(build: PlanBuilder, { bytes, targetBytes, weighted, masked }: DataTraits): string {
  const { layers, inputShape, outputShape, loss: lossName } = build.network;
  const last = layers.at(-1);
  const size = sizeOf(outputShape);
  const fromLogits = takesLogits(lossName, last);
  const samples = gather(build, EXTERNAL.data, "x", sizeOf(inputShape), bytes);

  const passes = forward(build, fromLogits && last ? [...layers.slice(0, -1), unactivated(last)] : layers, samples);
  const y = passes.at(-1)?.y ?? samples;
  const outcome: Outcome = {
    y,
    t: build.network.target === "labels" ? oneHot(build, size) : targets(build, samples, size, targetBytes),
    fromLogits,
    ...(weighted && { w: gather(build, EXTERNAL.sampleWeight, "w", 1, false) }),
    ...(masked && { m: maskWeights(build, size) }),
  };
  const loss = sampleLosses(build, outcome, size);
  for (const pass of passes) loweringOf(pass.placed.layer).penalty?.(build, pass.placed, pass.kept, loss);
  report(build, loss, outcome, size);

  if (build.kind === "train") {
    backward(build, passes, lossGradient(build, outcome, outputShape));
    optimize(build);
  }
  return EXTERNAL.losses;
}

/** A layer that stops before its activation. */
function unactivated(placed: PlacedLayer): PlacedLayer {
  return { ...placed, layer: { ...placed.layer, activation: "linear" } as PlacedLayer["layer"] };
}

/** What a batch has of an external buffer, `[rows, size]`. */
function gather(build: PlanBuilder, from: string, to: "x" | "t" | "w", size: number, bytes: boolean): View {
  const { rows } = build;
  const x = build.buffer(to, [rows, size]);
  const what = to === "x" ? "gather" : `gather-${from}`;
  const bindings = { data: build.external(from, "u32"), order: build.order, x };
  build.call(`batch/${what}`, "gather", bindings, { rows, size }, { BYTES: Number(bytes) });
  return x;
}

/** What an autoencoder's output should be: the samples, unless the data say otherwise. */
function targets(build: PlanBuilder, samples: View, size: number, bytes: boolean | undefined): View {
  return bytes === undefined ? samples : gather(build, EXTERNAL.targets, "t", size, bytes);
}

function maskWeights(build: PlanBuilder, size: number): View {
  const { rows, order } = build;
  const m = build.buffer("m", [rows, size]);
  build.call(
    "batch/mask-weights",
    "mask-weights",
    { mask: build.external(EXTERNAL.mask, "u32"), order, m },
    { rows, size },
  );
  return m;
}

function oneHot(build: PlanBuilder, size: number): View {
  const { rows } = build;
  const t = build.buffer("t", [rows, size]);
  const labels = build.external(EXTERNAL.labels, "u32");
  build.call("batch/one-hot", "one-hot", { labels, order: build.order, t }, { rows, size });
  return t;
}

function forward(build: PlanBuilder, layers: readonly PlacedLayer[], input: View): Passed[] {
  const passes: Passed[] = [];
  let x = input;
  for (const placed of layers) {
    const passed = loweringOf(placed.layer).forward(build, placed, x);
    passes.push({ placed, ...passed });
    x = passed.y;
  }
  return passes;
}

/** From the gradient of the last layer's output to those of all weights; stops where nothing before is trained. */
function backward(build: PlanBuilder, passes: readonly Passed[], dOutput: View): void {
  const firstTrained = passes.findIndex(({ placed }) => placed.parameters.length > 0);
  let dy: View | undefined = dOutput;
  for (let index = passes.length - 1; index >= firstTrained; index--) {
    const pass = passes[index];
    if (!pass || !dy) return;
    dy = loweringOf(pass.placed.layer).backward(build, pass.placed, pass.kept, dy, index > firstTrained);
  }
}
