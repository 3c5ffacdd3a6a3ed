// Categorical cross-entropy of each sample, from logits: loss[r] = −Σ_j t[r, j] · log softmax(y[r])_j, as
//
//   Σ_j t[r, j] · ((m − y[r, j]) + log(1 + rest)), where m = max y[r] and rest = Σ exp(y[r, j] − m) without the m's own
//
// No term is negative, so that none cancels, however small the loss.
//
//   y     [rows, size]  logits
//   t     [rows, size]  what softmax(y) should be: in [0, 1], one-hot or not
//   loss  [rows]        out
//
// One invocation a row; WORKGROUP a workgroup; ceil(rows / WORKGROUP) workgroups, folded. A logit that is not finite shows
// in its row's loss.
// Uses lib/grid, lib/activation, lib/finite. Twin: src/reference/categorical-crossentropy-loss.ts

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
    let first = r * params.size;
    let end = first + params.size;
    var largest = first;
    for (var i = first; i < end; i++) {
      largest = select(largest, i, y[i] > y[largest]);
    }
    var rest = 0.0;
    for (var i = first; i < end; i++) {
      rest += select(exp(y[i] - y[largest]), 0.0, i == largest);
    }
    var logarithm = log(1.0 + rest);
    if (rest <= 1.0) {
      logarithm = log_one_plus(vec4f(rest)).x;
    }
    var sum = 0.0;
    for (var i = first; i < end; i++) {
      sum += t[i] * ((y[largest] - y[i]) + logarithm);
    }
    for (var i = first; i < end; i++) {
      if (!is_finite(y[i])) {
        sum = y[i];
      }
    }
    loss[r] = sum;
  }
}
