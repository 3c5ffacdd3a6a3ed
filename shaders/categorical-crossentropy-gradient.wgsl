// Gradient of the batch's mean categorical cross-entropy by the logits: dy[r] = (softmax(y[r]) · Σ_k t[r, k] − t[r]) / rows.
//
//   y   [rows, size]  logits
//   t   [rows, size]  what softmax(y) should be: in [0, 1], one-hot or not
//   dy  [rows, size]  out
//
// One invocation a row; WORKGROUP a workgroup; ceil(rows / WORKGROUP) workgroups, folded.
// Uses lib/grid. Twin: src/reference/categorical-crossentropy-gradient.ts

struct Params {
  rows: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> t: array<f32>;
@group(0) @binding(2) var<storage, read_write> dy: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let r = linear_id(id, workgroups);
  if (r < params.rows) {
    let first = r * params.size;
    let end = first + params.size;
    var largest = y[first];
    var total = 0.0;
    for (var i = first; i < end; i++) {
      largest = max(largest, y[i]);
      total += t[i];
    }
    var sum = 0.0;
    for (var i = first; i < end; i++) {
      let power = exp(y[i] - largest);
      dy[i] = power;
      sum += power;
    }
    for (var i = first; i < end; i++) {
      dy[i] = (dy[i] / sum * total - t[i]) / f32(params.rows);
    }
  }
}
