// A matrix product from the parts of its sums, with the layer's end: z[r, c] = activate(Σ_p x[p, r, c] + b[c]).
//
//   x  [parts, rows, units]
//   b  [units]               read when HAS_BIAS (else any buffer stands in)
//   z  [rows, units]         out
//
// One invocation a value; WORKGROUP a workgroup; ceil(rows · units / WORKGROUP) workgroups, folded.
// The plan may store z in f16.
// Uses lib/grid, lib/activation. Twin: src/reference/sum-parts.ts

override HAS_BIAS: bool;
override ACTIVATION: u32;

struct Params {
  parts: u32,
  rows: u32,
  units: u32,
}

alias Z = f32;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> z: array<Z>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let size = params.rows * params.units;
  if (i < size) {
    var sum = 0.0;
    for (var part = 0u; part < params.parts; part++) {
      sum += x[part * size + i];
    }
    if (HAS_BIAS) {
      sum += b[i % params.units];
    }
    z[i] = Z(activate(ACTIVATION, vec4f(sum)).x);
  }
}
