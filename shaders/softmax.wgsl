// Softmax of each row: y[r, j] = exp(z[r, j] − max z[r]) / Σ_k exp(z[r, k] − max z[r]).
//
//   z  [rows, size]
//   y  [rows, size]  out
//
// One invocation a row; WORKGROUP a workgroup; ceil(rows / WORKGROUP) workgroups, folded. With the largest value
// subtracted, no power exceeds 1 and their sum is at least 1. A z that is not finite shows in its row.
// Uses lib/grid, lib/finite. Twin: src/reference/softmax.ts

struct Params {
  rows: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> z: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let r = linear_id(id, workgroups);
  if (r < params.rows) {
    let first = r * params.size;
    let end = first + params.size;
    var largest = z[first];
    for (var i = first; i < end; i++) {
      largest = max(largest, z[i]);
    }
    var sum = 0.0;
    for (var i = first; i < end; i++) {
      let power = select(z[i], exp(z[i] - largest), is_finite(z[i]));
      y[i] = power;
      sum += power;
    }
    for (var i = first; i < end; i++) {
      y[i] /= sum;
    }
  }
}
