// Squared error of each sample: the mean over its values of (y − t)².
//
//   y     [rows, size]  what the model says
//   t     [rows, size]  what it should say
//   loss  [rows]        out
//
// One invocation a row; WORKGROUP a workgroup; ceil(rows / WORKGROUP) workgroups, folded. Summed in blocks, so that
// rounding errors grow with the root of the length, not with it.
// Uses lib/grid, lib/activation, lib/finite, lib/loss. Twin: src/reference/mse-loss.ts

const BLOCK = 32u;

struct Params {
  rows: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> t: array<f32>;
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
        part += mean_squared_error(vec4f(y[i]), vec4f(t[i]), 1.0).value.x;
      }
      sum += part;
    }
    loss[r] = sum / f32(params.size);
  }
}
