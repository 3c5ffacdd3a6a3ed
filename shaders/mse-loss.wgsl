// Squared error of each sample: the mean over its values of (y − t)².
//
//   y     [rows, size]  what the model says
//   t     [rows, size]  what it should say
//   loss  [rows]        out
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded.
// The plan may store t in f16.
// Uses lib/grid, lib/lanes, lib/row-sum, lib/loss. Twin: src/reference/mse-loss.ts

struct Params {
  rows: u32,
  size: u32,
}

alias T = f32;

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> t: array<T>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

fn term(at: u32) -> f32 {
  return mean_squared_error(vec4f(y[at]), vec4f(f32(t[at])), 1.0).value.x;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let sum = sum_of_row(i, params.rows, params.size);
  if (is_first_of_row(i, params.rows)) {
    loss[i / LANES] = sum / f32(params.size);
  }
}
