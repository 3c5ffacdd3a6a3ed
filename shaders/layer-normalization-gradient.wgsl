// Gradient of layer-normalization, from its input. With n as there, s = 1 / √(variance x[r] + epsilon) and
// g[r, j] = dy[r, j] · gamma[j], row by row:
//
//   dx[r, j] = s · (g[r, j] − mean g[r] − n[r, j] · mean (g · n)[r])
//   dn[r, j] = dy[r, j] · n[r, j], whose sums over the rows are the gradient of gamma; those of dy are that of beta
//
//   x      [rows, size]
//   gamma  [size]        read when HAS_GAMMA (else any buffer stands in, and it is 1)
//   dy     [rows, size]
//   dx     [rows, size]  out
//   dn     [rows, size]  out
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/lanes, lib/moments. Twin: src/reference/layer-normalization-gradient.ts

override HAS_GAMMA: bool;

struct Params {
  rows: u32,
  size: u32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> gamma: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;
@group(0) @binding(4) var<storage, read_write> dn: array<f32>;
@group(0) @binding(5) var<uniform> params: Params;

fn scaled(at: u32) -> f32 {
  if (HAS_GAMMA) {
    return dy[at] * gamma[at % params.size];
  }
  return dy[at];
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let share = share_of_row(i, params.rows, params.size);
  let moments = moments_of_row(i, share, params.size, params.epsilon);
  var mean = 0.0;
  var along = 0.0;
  for (var at = share.first; at < share.end; at += LANES) {
    let n = (x[at] - moments.mean) * moments.scale;
    let g = scaled(at);
    mean += g;
    along += g * n;
    dn[at] = dy[at] * n;
  }
  mean = sum_of_shares(i, mean) / f32(params.size);
  along = sum_of_shares(i, along) / f32(params.size);
  for (var at = share.first; at < share.end; at += LANES) {
    let n = (x[at] - moments.mean) * moments.scale;
    dx[at] = moments.scale * (scaled(at) - mean - n * along);
  }
}
