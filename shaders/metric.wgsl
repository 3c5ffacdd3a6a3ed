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
// One invocation a row; WORKGROUP a workgroup; ceil(rows / WORKGROUP) workgroups, folded. Summed in blocks, as the losses
// are. A y that is not finite shows in its row.
// Uses lib/grid, lib/activation, lib/finite, lib/loss, lib/measure. Twin: src/reference/metric.ts

override METRIC: u32;
override FROM_LOGITS: bool;

const BLOCK = 32u;

struct Params {
  rows: u32,
  size: u32,
  sums: u32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> t: array<f32>;
@group(0) @binding(2) var<storage, read_write> value: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

fn sum_over(first: u32) -> f32 {
  var sum = 0.0;
  for (var block = 0u; block < params.size; block += BLOCK) {
    var part = 0.0;
    for (var j = block; j < min(block + BLOCK, params.size); j++) {
      part += measure(METRIC, y[first + j], t[first + j], FROM_LOGITS);
    }
    sum += part;
  }
  return sum;
}

fn is_right(first: u32) -> f32 {
  var said = first;
  var wanted = first;
  for (var i = first; i < first + params.size; i++) {
    if (!is_finite(y[i])) {
      return y[i];
    }
    said = select(said, i, y[i] > y[said]);
    wanted = select(wanted, i, t[i] > t[wanted]);
  }
  return select(0.0, 1.0, said == wanted);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let r = linear_id(id, workgroups);
  if (r < params.rows) {
    let first = r * params.size;
    switch METRIC {
      case ACCURACY: { value[r] = is_right(first); }
      case KL: { value[r] = sum_over(first) / f32(params.sums); }
      default: { value[r] = sum_over(first) / f32(params.size); }
    }
  }
}
