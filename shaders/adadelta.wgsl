// The Adadelta update (Zeiler, 2012, with Keras's learning rate), in this order, for each weight:
//
//   a ← ρ a + (1 − ρ) g²      Δ = g · √(d + ε) / √(a + ε)      d ← ρ d + (1 − ρ) Δ²      w ← w − learning_rate · Δ
//
//   g  [count]  gradients, the whole arena of the model
//   a  [count]  in and out: running mean of squared gradients
//   d  [count]  in and out: running mean of squared updates
//   w  [count]  in and out: weights
//   step  learning_rate
//
// One invocation a weight; WORKGROUP a workgroup; ceil(count / WORKGROUP) workgroups, folded. The arena's padding has
// g = 0, so that its weights stay 0. 1 − ρ is passed, rounded once from double precision.
// Uses lib/grid, lib/step. Twin: src/reference/adadelta.ts

struct Params {
  count: u32,
  rho: f32,
  one_minus_rho: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> g: array<f32>;
@group(0) @binding(1) var<storage, read_write> a: array<f32>;
@group(0) @binding(2) var<storage, read_write> d: array<f32>;
@group(0) @binding(3) var<storage, read_write> w: array<f32>;
@group(0) @binding(4) var<uniform> params: Params;
@group(0) @binding(5) var<uniform> step: Step;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count) {
    let mean_square = params.rho * a[i] + params.one_minus_rho * g[i] * g[i];
    let delta = g[i] * sqrt(d[i] + params.epsilon) / sqrt(mean_square + params.epsilon);
    a[i] = mean_square;
    d[i] = params.rho * d[i] + params.one_minus_rho * delta * delta;
    w[i] -= step.learning_rate * delta;
  }
}
