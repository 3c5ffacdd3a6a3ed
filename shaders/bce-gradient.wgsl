// Gradient of the mean binary cross-entropy, count = rows · size values in all.
//
//   FROM_LOGITS: y are logits,        dy = (sigmoid(y) − t) / count
//   otherwise:   y are probabilities, dy = (p − t) / (p (1 − p)) / count with p = y, and 0 where Keras clips:
//                outside [1e-7, 1 − 1e-7]
//
//   y   [rows, size]  what the model says
//   t   [rows, size]  what it should say, in [0, 1]
//   dy  [rows, size]  out
//
// One invocation a value; WORKGROUP a workgroup; ceil(count / WORKGROUP) workgroups, folded.
// The plan may store t in f16.
// Uses lib/grid, lib/loss. Twin: src/reference/bce-gradient.ts

override FROM_LOGITS: bool;

struct Params {
  count: u32,
}

alias T = f32;

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> t: array<T>;
@group(0) @binding(2) var<storage, read_write> dy: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count) {
    dy[i] = binary_crossentropy(vec4f(y[i]), vec4f(f32(t[i])), FROM_LOGITS, f32(params.count)).slope.x;
  }
}
