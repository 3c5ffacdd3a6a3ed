// Softmax of each row: y[r, j] = exp(z[r, j] − max z[r]) / Σ_k exp(z[r, k] − max z[r]).
//
//   z  [rows, size]
//   y  [rows, size]  out
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded. With the
// largest value subtracted, no power exceeds 1 and their sum is at least 1. A z that is not finite shows in its row.
// Uses lib/grid, lib/lanes, lib/row-largest, lib/finite. Twin: src/reference/softmax.ts

struct Params {
  rows: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> z: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let share = share_of_row(i, params.rows, params.size);
  var own = Largest(z[some_of(share)], some_of(share));
  for (var at = share.first; at < share.end; at += LANES) {
    own.value = max(own.value, z[at]);
  }
  let largest = largest_of_shares(i, own).value;
  var sum = 0.0;
  for (var at = share.first; at < share.end; at += LANES) {
    let power = select(z[at], exp(z[at] - largest), is_finite(z[at]));
    y[at] = power;
    sum += power;
  }
  sum = sum_of_shares(i, sum);
  for (var at = share.first; at < share.end; at += LANES) {
    y[at] /= sum;
  }
}
