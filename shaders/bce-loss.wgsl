// Binary cross-entropy of each sample, as Keras reports it: the mean over its values of −t log p − (1 − t) log(1 − p),
// with p clipped to [1e-7, 1 − 1e-7].
//
//   FROM_LOGITS: y are logits, clipped to ±log((1 − 1e-7) / 1e-7), which clips p just so. Per value:
//                max(y, 0) − y · t + log(1 + exp(−|y|))
//   otherwise:   y are probabilities.
//
//   y     [rows, size]  what the model says
//   t     [rows, size]  what it should say, in [0, 1]
//   loss  [rows]        out
//
// One invocation a row; WORKGROUP a workgroup; ceil(rows / WORKGROUP) workgroups, folded. Summed in blocks, so that
// rounding errors grow with the root of the length, not with it.
// Uses lib/grid, lib/activation, lib/finite, lib/loss. Twin: src/reference/bce-loss.ts

override FROM_LOGITS: bool;

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
        part += binary_crossentropy(vec4f(y[i]), vec4f(t[i]), FROM_LOGITS, 1.0).value.x;
      }
      sum += part;
    }
    loss[r] = sum / f32(params.size);
  }
}
