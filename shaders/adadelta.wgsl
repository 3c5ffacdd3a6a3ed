// The Adadelta update (lib/adadelta) of every weight of a model.
//
//   a ← ρ a + (1 − ρ) g²      Δ = g · √(d + ε) / √(a + ε)      d ← ρ d + (1 − ρ) Δ²      w ← w − learning_rate · Δ
//
//   g  [count]  gradients, the whole arena of the model; count is a multiple of four, as arenas have it
//   a  [count]  in and out: running mean of squared gradients
//   d  [count]  in and out: running mean of squared updates
//   w  [count]  in and out: weights
//   step  learning_rate
//
// One invocation four weights; WORKGROUP a workgroup; ceil(count / 4 / WORKGROUP) workgroups, folded. The arena's padding has
// g = 0, so that its weights stay 0.
// Uses lib/grid, lib/step, lib/adadelta. Twin: src/reference/adadelta.ts

struct Params {
  count: u32,
  rho: f32,
  one_minus_rho: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> g: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> a: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> d: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> w: array<vec4f>;
@group(0) @binding(4) var<uniform> params: Params;
@group(0) @binding(5) var<uniform> step: Step;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count / 4u) {
    let settings = Adadelta(params.rho, params.one_minus_rho, params.epsilon);
    let next = adadelta(settings, step.learning_rate, g[i], Weights(a[i], d[i], w[i]));
    a[i] = next.a;
    d[i] = next.d;
    w[i] = next.w;
  }
}
