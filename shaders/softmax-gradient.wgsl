// Gradient of softmax, from its result: dz[r, j] = y[r, j] · (dy[r, j] − Σ_k dy[r, k] · y[r, k]).
//
//   y   [rows, size]  what softmax gave
//   dy  [rows, size]
//   dz  [rows, size]  out
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/lanes. Twin: src/reference/softmax-gradient.ts

struct Params {
  rows: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dz: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let share = share_of_row(i, params.rows, params.size);
  var mean = 0.0;
  for (var at = share.first; at < share.end; at += LANES) {
    mean += dy[at] * y[at];
  }
  mean = sum_of_shares(i, mean);
  for (var at = share.first; at < share.end; at += LANES) {
    dz[at] = y[at] * (dy[at] - mean);
  }
}
