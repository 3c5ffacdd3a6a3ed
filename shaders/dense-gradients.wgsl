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
// One invocation an element of the arena; WORKGROUP a workgroup; ceil(count / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/step, lib/layers, lib/weight-gradients. Twin: src/reference/dense-gradients.ts

struct Params {
  rows: u32,
  layers: u32,
  count: u32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> dz: array<f32>;
@group(0) @binding(2) var<storage, read> layers: array<Layer>;
@group(0) @binding(3) var<storage, read> loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> g: array<f32>;
@group(0) @binding(5) var<storage, read_write> losses: array<f32>;
@group(0) @binding(6) var<uniform> params: Params;
@group(0) @binding(7) var<uniform> step: Step;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  if (linear_workgroup(workgroup, workgroups) == 0u) {
    mean_loss(lane);
  }
  let i = linear_id(id, workgroups);
  let gradient = gradient_at(i);
  if (gradient.of_weight) {
    g[i] = gradient.value;
  }
}
