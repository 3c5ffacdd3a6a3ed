import type { Layer } from "../../model/layers/layers.js";
import type { PlacedLayer } from "../../model/network.js";
import type { PlanBuilder } from "../builder.js";
import type { View } from "../plan.js";

/** What a layer was given and what it made of it. */
export interface Pass {
  readonly x: View;
  readonly y: View;
}

/** How a kind of layer becomes kernel calls. */
export interface LayerLowering<L extends Layer> {
  /** Calls that compute the layer's output from `x` `[rows, …inputShape]`; returns where it is. */
  forward(build: PlanBuilder, placed: PlacedLayer<L>, x: View): View;
  /** Calls that add to `loss` `[rows]` what the layer adds to each sample's. */
  penalty?(build: PlanBuilder, placed: PlacedLayer<L>, pass: Pass, loss: View): void;
  /**
   * Calls that compute the gradients of the layer's weights and of its input, from that of its output.
   * @param dy gradient of `pass.y`; the layer may overwrite it
   * @param wantsInput whether anything before the layer is trained
   * @returns where the gradient of `pass.x` is, if wanted
   */
  backward(build: PlanBuilder, placed: PlacedLayer<L>, pass: Pass, dy: View, wantsInput: boolean): View | undefined;
}
