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
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded. A logit that is
// not finite shows in its row's loss.
// Uses lib/grid, lib/lanes, lib/row-largest, lib/activation, lib/finite. Twin: src/reference/categorical-crossentropy-loss.ts

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
  let i = linear_id(id, workgroups);
  let share = share_of_row(i, params.rows, params.size);
  var own = Largest(y[some_of(share)], some_of(share));
  for (var at = share.first; at < share.end; at += LANES) {
    if (y[at] > own.value) {
      own = Largest(y[at], at);
    }
  }
  let largest = largest_of_shares(i, own);
  var rest = 0.0;
  for (var at = share.first; at < share.end; at += LANES) {
    rest += select(exp(y[at] - largest.value), 0.0, at == largest.at);
  }
  rest = sum_of_shares(i, rest);
  var logarithm = log(1.0 + rest);
  if (rest <= 1.0) {
    logarithm = log_one_plus(vec4f(rest)).x;
  }
  var sum = 0.0;
  for (var at = share.first; at < share.end; at += LANES) {
    sum += select(y[at], t[at] * ((largest.value - y[at]) + logarithm), is_finite(y[at]));
  }
  sum = sum_of_shares(i, sum);
  if (is_first_of_row(i, params.rows)) {
    loss[i / LANES] = sum;
  }
}
