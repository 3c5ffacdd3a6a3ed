// KL divergence of each sample's normal distribution from the standard one, added to its loss:
//
//   loss[r] += weight · Σ_j ½ (mean² + exp(log_var) − 1 − log_var)
//
//   mean     [rows, size]
//   log_var  [rows, size]
//   loss     [rows]        added to
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/lanes, lib/row-sum, lib/kl. Twin: src/reference/kl-loss.ts

struct Params {
  rows: u32,
  size: u32,
  weight: f32,
}

@group(0) @binding(0) var<storage, read> mean: array<f32>;
@group(0) @binding(1) var<storage, read> log_var: array<f32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

fn term(at: u32) -> f32 {
  return kl_divergence(mean[at], log_var[at]);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let sum = sum_of_row(i, params.rows, params.size);
  if (is_first_of_row(i, params.rows)) {
    loss[i / LANES] += params.weight * sum;
  }
}
