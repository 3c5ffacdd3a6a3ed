// A metric of each sample, beside the loss; METRIC as in lib/measure. p is y, or sigmoid(y) when FROM_LOGITS.
//
//   MSE       the mean over the sample's values of (p − t)²
//   MAE       … of |p − t|
//   BCE       … of the binary cross-entropy, as bce-loss has it
//   KL        the sum, as in Keras, over the last axis of t log(t / p), both clipped to [1e-7, 1], and the mean over the
//             others: over `sums` sums, which are an image's pixels, and 1 for a sample of one axis
//   ACCURACY  1 where the largest of y, the first of equals, is where the largest of t is, else 0; sigmoid and softmax
//             keep the order, so that logits will do
//
//   y      [rows, size]  what the model says
//   t      [rows, size]  what it should say
//   value  [rows]        out
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded. A y that is not
// finite shows in its row.
// The plan may store t in f16.
// Uses lib/grid, lib/lanes, lib/row-sum, lib/row-largest, lib/finite, lib/measure. Twin: src/reference/metric.ts

override METRIC: u32;
override FROM_LOGITS: bool;

struct Params {
  rows: u32,
  size: u32,
  sums: u32,
}

alias T = f32;

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> t: array<T>;
@group(0) @binding(2) var<storage, read_write> value: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

fn term(at: u32) -> f32 {
  return measure(METRIC, y[at], f32(t[at]), FROM_LOGITS);
}

// Whether the row's largest values are in one place: 1 or 0; or what of y is not finite.
fn is_right(i: u32) -> f32 {
  let share = share_of_row(i, params.rows, params.size);
  var said = Largest(y[some_of(share)], some_of(share));
  var wanted = Largest(f32(t[some_of(share)]), some_of(share));
  var strange = 0.0;
  for (var at = share.first; at < share.end; at += LANES) {
    if (!is_finite(y[at])) {
      strange += y[at];
    }
    if (y[at] > said.value) {
      said = Largest(y[at], at);
    }
    if (f32(t[at]) > wanted.value) {
      wanted = Largest(f32(t[at]), at);
    }
  }
  strange = sum_of_shares(i, strange);
  let is_same = largest_of_shares(i, said).at == largest_of_shares(i, wanted).at;
  return select(strange, select(0.0, 1.0, is_same), is_finite(strange));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  var of_row: f32;
  switch METRIC {
    case ACCURACY: { of_row = is_right(i); }
    case KL: { of_row = sum_of_row(i, params.rows, params.size) / f32(params.sums); }
    default: { of_row = sum_of_row(i, params.rows, params.size) / f32(params.size); }
  }
  if (is_first_of_row(i, params.rows)) {
    value[i / LANES] = of_row;
  }
}
