// The gradient of each weight of a stack of dense layers, summed over the rows of the batch; and the batch's loss into the step's
// slot. dense-weights without the update, for optimizers that have theirs in a kernel of its own.
//
//   y       [rows, …] a layer   the inputs of every layer, as dense-rows left them
//   dz      like y              the gradients of what every layer activates
//   layers  [layers]            the table of lib/layers
//   loss    [rows]              the samples' losses
//   g       [count]             out: gradients, an arena; its padding left alone
//   losses  [steps]             out: losses[slot], the mean of loss
//   step    slot
//
// One workgroup a tile of a kernel (lib/weight-gradients), of which each invocation sums a block of 4 × 4 over some rows;
// and one for the loss. tiles + 1 workgroups, folded.
// Uses lib/grid, lib/step, lib/layers, lib/weight-gradients, lib/mean-loss. Twin: src/reference/dense-gradients.ts

struct Params {
  rows: u32,
  layers: u32,
  tiles: u32,
}

@group(0) @binding(0) var<storage, read> y: array<vec4f>;
@group(0) @binding(1) var<storage, read> dz: array<vec4f>;
@group(0) @binding(2) var<storage, read> layers: array<Layer>;
@group(0) @binding(3) var<storage, read> loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> g: array<f32>;
@group(0) @binding(5) var<storage, read_write> losses: array<f32>;
@group(0) @binding(6) var<uniform> params: Params;
@group(0) @binding(7) var<uniform> step: Step;

fn store(gradient: Gradient) {
  if (gradient.of_weight) {
    g[gradient.at] = gradient.value;
  }
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = linear_workgroup(workgroup, workgroups);
  if (index < params.tiles) {
    let tile = tile_at(index);
    store(kernel_gradient(tile, lane));
    if (has_bias(tile)) {
      store(bias_gradient(tile, lane));
    }
  } else if (index == params.tiles) {
    mean_loss(lane, LANES);
  }
}
