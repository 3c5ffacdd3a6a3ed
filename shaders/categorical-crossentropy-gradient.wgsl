// Gradient of the batch's mean categorical cross-entropy by the logits: dy[r] = (softmax(y[r]) · Σ_k t[r, k] − t[r]) / rows.
//
//   y   [rows, size]  logits
//   t   [rows, size]  what softmax(y) should be: in [0, 1], one-hot or not
//   dy  [rows, size]  out
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/lanes, lib/row-largest. Twin: src/reference/categorical-crossentropy-gradient.ts

struct Params {
  rows: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> t: array<f32>;
@group(0) @binding(2) var<storage, read_write> dy: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let share = share_of_row(i, params.rows, params.size);
  var own = Largest(y[some_of(share)], some_of(share));
  var total = 0.0;
  for (var at = share.first; at < share.end; at += LANES) {
    own.value = max(own.value, y[at]);
    total += t[at];
  }
  let largest = largest_of_shares(i, own).value;
  total = sum_of_shares(i, total);
  var sum = 0.0;
  for (var at = share.first; at < share.end; at += LANES) {
    let power = exp(y[at] - largest);
    dy[at] = power;
    sum += power;
  }
  sum = sum_of_shares(i, sum);
  for (var at = share.first; at < share.end; at += LANES) {
    dy[at] = (dy[at] / sum * total - t[at]) / f32(params.rows);
  }
}
