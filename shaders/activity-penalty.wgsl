// Keras's activity regulariser, added to each sample's loss: loss[r] += Σ_j l1 |y| + l2 y². The batch's mean loss then
// has the sum over units divided by the batch's rows, as in Keras.
//
//   y     [rows, size]  a layer's output
//   loss  [rows]        added to
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/lanes, lib/row-sum. Twin: src/reference/activity-penalty.ts

struct Params {
  rows: u32,
  size: u32,
  l1: f32,
  l2: f32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read_write> loss: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

fn term(at: u32) -> f32 {
  return params.l1 * abs(y[at]) + params.l2 * y[at] * y[at];
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let sum = sum_of_row(i, params.rows, params.size);
  if (is_first_of_row(i, params.rows)) {
    loss[i / LANES] += sum;
  }
}
