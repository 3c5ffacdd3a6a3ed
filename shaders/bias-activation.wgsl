// Bias and activation: y[r, c] = activate(z[r, c] + b[c]).
//
//   z  [rows, units]
//   b  [units]        read when HAS_BIAS (else any buffer stands in)
//   y  [rows, units]  out
//
// One invocation a value; WORKGROUP a workgroup; ceil(rows · units / WORKGROUP) workgroups, folded.
// The plan may store y in f16.
// Uses lib/grid, lib/activation. Twin: src/reference/bias-activation.ts

override HAS_BIAS: bool;
override ACTIVATION: u32;

struct Params {
  rows: u32,
  units: u32,
}

alias Y = f32;

@group(0) @binding(0) var<storage, read> z: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<Y>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.rows * params.units) {
    var sum = z[i];
    if (HAS_BIAS) {
      sum += b[i % params.units];
    }
    y[i] = Y(activate(ACTIVATION, vec4f(sum)).x);
  }
}
