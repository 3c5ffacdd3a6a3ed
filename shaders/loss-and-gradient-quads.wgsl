// loss-and-gradient where a sample's values come in fours: the loss of each sample and the gradient of the batch's mean loss, in
// one pass, every load and store four values wide.
//
//   y     [rows, size]  in fours: what the model says, logits when FROM_LOGITS
//   t     [rows, size]  what it should say
//   loss  [rows]        out: the mean over a sample's values
//   dy    [rows, size]  out: the gradient of the mean over all rows · size values
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded. Four sums each, in
// blocks, so that rounding errors grow with the root of the length, not with it.
// The plan may store t in f16.
// Uses lib/grid, lib/lanes, lib/either-loss. Twin: src/reference/loss-and-gradient.ts

const BLOCK = 8u;  // fours: 32 values

struct Params {
  rows: u32,
  size: u32,
}

alias T = f32;

@group(0) @binding(0) var<storage, read> y: array<vec4f>;
@group(0) @binding(1) var<storage, read> t: array<vec4<T>>;
@group(0) @binding(2) var<storage, read_write> loss: array<f32>;
@group(0) @binding(3) var<storage, read_write> dy: array<vec4f>;
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let r = i / LANES;
  var sums = vec4f();
  if (r < params.rows) {
    let count = f32(params.rows * params.size);
    let across = params.size / 4u;
    for (var first = i % LANES; first < across; first += BLOCK * LANES) {
      var part = vec4f();
      for (var j = first; j < min(first + BLOCK * LANES, across); j += LANES) {
        let at = r * across + j;
        let of_four = loss_of(y[at], vec4f(t[at]), count);
        part += of_four.value;
        dy[at] = of_four.slope;
      }
      sums += part;
    }
  }
  let sum = sum_of_shares(i, sums.x + sums.y + sums.z + sums.w);
  if (is_first_of_row(i, params.rows)) {
    loss[r] = sum / f32(params.size);
  }
}
