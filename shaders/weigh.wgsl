// Rows times a weight each, in place: y[r, j] ← w[r] · y[r, j]; 0 where w[r] is 0, whatever stood there.
//
//   w  [rows]
//   y  [rows, size]  in and out
//
// One invocation a value; WORKGROUP a workgroup; ceil(rows · size / WORKGROUP) workgroups, folded.
// Uses lib/grid. Twin: src/reference/weigh.ts

struct Params {
  rows: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> w: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.rows * params.size) {
    let weight = w[i / params.size];
    if (weight == 0.0) {
      y[i] = 0.0;
    } else {
      y[i] *= weight;
    }
  }
}
