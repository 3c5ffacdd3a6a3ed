// Everything of a training step that goes weight by weight, for a stack of dense layers: the gradient of each weight, summed
// over the rows of the batch, and its Adadelta update (lib/adadelta); and the batch's loss into the step's slot.
//
//   y       [rows, …] a layer   the inputs of every layer, as dense-rows left them
//   dz      like y              the gradients of what every layer activates
//   layers  [layers]            the table of lib/layers
//   loss    [rows]              the samples' losses
//   a       [count]             in and out: running mean of squared gradients
//   d       [count]             in and out: running mean of squared updates
//   w       [count]             in and out: weights; arenas of one layout, their padding left alone
//   losses  [steps]             out: losses[slot], the mean of loss
//   step    slot, learning_rate
//
// One invocation an element of the arena; WORKGROUP a workgroup; ceil(count / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/step, lib/layers, lib/weight-gradients, lib/adadelta. Twin: src/reference/dense-weights.ts

struct Params {
  rows: u32,
  layers: u32,
  count: u32,
  rho: f32,
  one_minus_rho: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> dz: array<f32>;
@group(0) @binding(2) var<storage, read> layers: array<Layer>;
@group(0) @binding(3) var<storage, read> loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> a: array<f32>;
@group(0) @binding(5) var<storage, read_write> d: array<f32>;
@group(0) @binding(6) var<storage, read_write> w: array<f32>;
@group(0) @binding(7) var<storage, read_write> losses: array<f32>;
@group(0) @binding(8) var<uniform> params: Params;
@group(0) @binding(9) var<uniform> step: Step;

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
  let g = gradient_at(i);
  if (g.of_weight) {
    let settings = Adadelta(params.rho, params.one_minus_rho, params.epsilon);
    let old = Weights(vec4f(a[i]), vec4f(d[i]), vec4f(w[i]));
    let next = adadelta(settings, step.learning_rate, vec4f(g.value), old);
    a[i] = next.a.x;
    d[i] = next.d.x;
    w[i] = next.w.x;
  }
}
