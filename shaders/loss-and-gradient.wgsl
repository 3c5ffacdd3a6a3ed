// The loss of each sample and the gradient of the batch's mean loss, in one pass: bce-loss with bce-gradient, or (when
// MEAN_SQUARED) mse-loss with mse-gradient.
//
//   y     [rows, size]  what the model says: logits when FROM_LOGITS
//   t     [rows, size]  what it should say
//   loss  [rows]        out: the mean over a sample's values
//   dy    [rows, size]  out: the gradient of the mean over all rows · size values
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded.
// The plan may store t in f16.
// Uses lib/grid, lib/lanes, lib/row-sum, lib/either-loss. Twin: src/reference/loss-and-gradient.ts

struct Params {
  rows: u32,
  size: u32,
}

alias T = f32;

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> t: array<T>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<storage, read_write> dy: array<f32>;
@group(0) @binding(4) var<uniform> params: Params;

// The loss of a value; its gradient goes to its place.
fn term(at: u32) -> f32 {
  let count = f32(params.rows * params.size);
  let of_value = loss_of(vec4f(y[at]), vec4f(f32(t[at])), count);
  dy[at] = of_value.slope.x;
  return of_value.value.x;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let sum = sum_of_row(i, params.rows, params.size);
  if (is_first_of_row(i, params.rows)) {
    loss[i / LANES] = sum / f32(params.size);
  }
}
