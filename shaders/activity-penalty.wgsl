// Keras's activity regulariser, added to each sample's loss: loss[r] += Σ_j l1 |y| + l2 y². The batch's mean loss then
// has the sum over units divided by the batch's rows, as in Keras.
//
//   y     [rows, size]  a layer's output
//   loss  [rows]        added to
//
// One invocation a row; WORKGROUP a workgroup; ceil(rows / WORKGROUP) workgroups, folded. Summed in blocks, so that
// rounding errors grow with the root of the length, not with it.
// Uses lib/grid. Twin: src/reference/activity-penalty.ts

const BLOCK = 32u;

struct Params {
  rows: u32,
  size: u32,
  l1: f32,
  l2: f32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read_write> loss: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let r = linear_id(id, workgroups);
  if (r < params.rows) {
    var sum = 0.0;
    for (var block = 0u; block < params.size; block += BLOCK) {
      var part = 0.0;
      for (var j = block; j < min(block + BLOCK, params.size); j++) {
        let value = y[r * params.size + j];
        part += params.l1 * abs(value) + params.l2 * value * value;
      }
      sum += part;
    }
    loss[r] += sum;
  }
}
