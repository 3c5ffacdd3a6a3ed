// The loss of each sample and the gradient of the batch's mean loss, in one pass: bce-loss with bce-gradient, or (when
// MEAN_SQUARED) mse-loss with mse-gradient.
//
//   y     [rows, size]  what the model says: logits when FROM_LOGITS
//   t     [rows, size]  what it should say
//   loss  [rows]        out: the mean over a sample's values
//   dy    [rows, size]  out: the gradient of the mean over all rows · size values
//
// One invocation a row; WORKGROUP a workgroup; ceil(rows / WORKGROUP) workgroups, folded. Summed in blocks, so that
// rounding errors grow with the root of the length, not with it.
// Uses lib/grid, lib/activation, lib/finite, lib/loss. Twin: src/reference/loss-and-gradient.ts

override MEAN_SQUARED: bool;
override FROM_LOGITS: bool;

const BLOCK = 32u;

struct Params {
  rows: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> t: array<f32>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<storage, read_write> dy: array<f32>;
@group(0) @binding(4) var<uniform> params: Params;

fn loss_of(y: vec4f, t: vec4f, count: f32) -> Loss {
  if (MEAN_SQUARED) {
    return mean_squared_error(y, t, count);
  }
  return binary_crossentropy(y, t, FROM_LOGITS, count);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let r = linear_id(id, workgroups);
  if (r < params.rows) {
    let count = f32(params.rows * params.size);
    var sum = 0.0;
    for (var block = 0u; block < params.size; block += BLOCK) {
      var part = 0.0;
      for (var j = block; j < min(block + BLOCK, params.size); j++) {
        let i = r * params.size + j;
        let of_value = loss_of(vec4f(y[i]), vec4f(t[i]), count);
        part += of_value.value.x;
        dy[i] = of_value.slope.x;
      }
      sum += part;
    }
    loss[r] = sum / f32(params.size);
  }
}
