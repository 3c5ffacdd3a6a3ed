// KL divergence of each sample's normal distribution from the standard one, added to its loss:
//
//   loss[r] += weight · Σ_j ½ (mean² + exp(log_var) − 1 − log_var)
//
//   mean     [rows, size]
//   log_var  [rows, size]
//   loss     [rows]        added to
//
// One invocation a row; WORKGROUP a workgroup; ceil(rows / WORKGROUP) workgroups, folded. Summed in blocks, so that
// rounding errors grow with the root of the length, not with it.
// Uses lib/grid, lib/kl. Twin: src/reference/kl-loss.ts

const BLOCK = 32u;

struct Params {
  rows: u32,
  size: u32,
  weight: f32,
}

@group(0) @binding(0) var<storage, read> mean: array<f32>;
@group(0) @binding(1) var<storage, read> log_var: array<f32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let r = linear_id(id, workgroups);
  if (r < params.rows) {
    var sum = 0.0;
    for (var block = 0u; block < params.size; block += BLOCK) {
      var part = 0.0;
      for (var j = block; j < min(block + BLOCK, params.size); j++) {
        let i = r * params.size + j;
        part += kl_divergence(mean[i], log_var[i]);
      }
      sum += part;
    }
    loss[r] += params.weight * sum;
  }
}
