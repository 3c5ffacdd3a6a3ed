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
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded.
// The plan may store t in f16.
// Uses lib/grid, lib/lanes, lib/row-sum, lib/loss. Twin: src/reference/bce-loss.ts

override FROM_LOGITS: bool;

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
  return binary_crossentropy(vec4f(y[at]), vec4f(f32(t[at])), FROM_LOGITS, 1.0).value.x;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let sum = sum_of_row(i, params.rows, params.size);
  if (is_first_of_row(i, params.rows)) {
    loss[i / LANES] = sum / f32(params.size);
  }
}
