// Gradient through an activation: dz = dy · activate′, the slope taken from the activation's result y.
//
//   y   [count]  the layer's output
//   dy  [count]  the gradient of its output
//   dz  [count]  out: the gradient of what the activation was given
//
// One invocation a value; WORKGROUP a workgroup; ceil(count / WORKGROUP) workgroups, folded.
// The plan may store y in f16.
// Uses lib/grid, lib/activation. Twin: src/reference/activation-gradient.ts

override ACTIVATION: u32;

struct Params {
  count: u32,
}

alias Y = f32;

@group(0) @binding(0) var<storage, read> y: array<Y>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dz: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count) {
    dz[i] = dy[i] * activation_slope(ACTIVATION, vec4f(f32(y[i]))).x;
  }
}
