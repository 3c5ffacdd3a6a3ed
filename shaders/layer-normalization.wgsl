// Normalization of each row: y[r, j] = n[r, j] · gamma[j] + beta[j] with n[r, j] = (x[r, j] − mean x[r]) / √(variance x[r] + epsilon).
//
//   x      [rows, size]
//   gamma  [size]        read when HAS_GAMMA (else any buffer stands in, and it is 1)
//   beta   [size]        read when HAS_BETA (else any buffer stands in, and it is 0)
//   y      [rows, size]  out
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/lanes, lib/moments. Twin: src/reference/layer-normalization.ts

override HAS_GAMMA: bool;
override HAS_BETA: bool;

struct Params {
  rows: u32,
  size: u32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> gamma: array<f32>;
@group(0) @binding(2) var<storage, read> beta: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let share = share_of_row(i, params.rows, params.size);
  let moments = moments_of_row(i, share, params.size, params.epsilon);
  for (var at = share.first; at < share.end; at += LANES) {
    let unit = at % params.size;
    var value = (x[at] - moments.mean) * moments.scale;
    if (HAS_GAMMA) {
      value *= gamma[unit];
    }
    if (HAS_BETA) {
      value += beta[unit];
    }
    y[at] = value;
  }
}
