// The Adam update (Kingma and Ba, 2015, in Keras's form) of every weight of a model.
//
//   m ← β₁ m + (1 − β₁) g      v ← β₂ v + (1 − β₂) g²      w ← w − learning_rate · m / (√v + ε)
//
//   g  [count]  gradients, the whole arena of the model; count is a multiple of four
//   m  [count]  in and out: running mean of gradients
//   v  [count]  in and out: running mean of squared gradients
//   w  [count]  in and out: weights
//   step  learning_rate, with the correction of both means' bias towards 0 in it, and epsilon
//
// 1 − β₁ and 1 − β₂ are passed, rounded once from double precision. One invocation four weights; WORKGROUP a workgroup;
// ceil(count / 4 / WORKGROUP) workgroups, folded. The arena's padding has g = 0, so that its weights stay 0.
// Uses lib/grid, lib/step. Twin: src/reference/adam.ts

struct Params {
  count: u32,
  beta1: f32,
  one_minus_beta1: f32,
  beta2: f32,
  one_minus_beta2: f32,
}

@group(0) @binding(0) var<storage, read> g: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> m: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> v: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> w: array<vec4f>;
@group(0) @binding(4) var<uniform> params: Params;
@group(0) @binding(5) var<uniform> step: Step;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count / 4u) {
    let mean = params.beta1 * m[i] + params.one_minus_beta1 * g[i];
    let mean_square = params.beta2 * v[i] + params.one_minus_beta2 * g[i] * g[i];
    m[i] = mean;
    v[i] = mean_square;
    w[i] -= step.learning_rate * mean / (sqrt(mean_square) + step.epsilon);
  }
}
