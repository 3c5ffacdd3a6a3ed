// The RMSprop update with momentum (in Keras's form) of every weight of a model.
//
//   mean_square ← ρ mean_square + (1 − ρ) g²
//   velocity ← momentum · velocity + learning_rate · g / √(mean_square + ε)      w ← w − velocity
//
//   g            [count]  gradients, the whole arena of the model; count is a multiple of four
//   mean_square  [count]  in and out: running mean of squared gradients
//   velocity     [count]  in and out
//   w            [count]  in and out: weights
//   step  learning_rate
//
// 1 − ρ is passed, rounded once from double precision. One invocation four weights; WORKGROUP a workgroup;
// ceil(count / 4 / WORKGROUP) workgroups, folded. The arena's padding has g = 0, so that its weights stay 0.
// Uses lib/grid, lib/step. Twin: src/reference/rmsprop.ts

struct Params {
  count: u32,
  rho: f32,
  one_minus_rho: f32,
  epsilon: f32,
  momentum: f32,
}

@group(0) @binding(0) var<storage, read> g: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> mean_square: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> velocity: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> w: array<vec4f>;
@group(0) @binding(4) var<uniform> params: Params;
@group(0) @binding(5) var<uniform> step: Step;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count / 4u) {
    let next = params.rho * mean_square[i] + params.one_minus_rho * g[i] * g[i];
    let moved = params.momentum * velocity[i] + step.learning_rate * g[i] / sqrt(next + params.epsilon);
    mean_square[i] = next;
    velocity[i] = moved;
    w[i] -= moved;
  }
}
