// metric where values count differently, and the losses likewise, which are the metrics of their names:
//
//   value[r] = Σ_j m[r, j] · measure(y[r, j], t[r, j]) / sums
//
// What measure is for each METRIC, and `sums`, are as in metric; of the losses `sums` is size. A value of weight 0 adds
// nothing, whatever stands there.
//
//   y      [rows, size]  what the model says, logits when FROM_LOGITS
//   t      [rows, size]  what it should say
//   m      [rows, size]  what each value counts
//   value  [rows]        out
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded. A y that
// is not finite shows in its row.
// The plan may store t in f16.
// Uses lib/grid, lib/lanes, lib/row-sum, lib/measure. Twin: src/reference/masked-metric.ts

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
@group(0) @binding(2) var<storage, read> m: array<f32>;
@group(0) @binding(3) var<storage, read_write> value: array<f32>;
@group(0) @binding(4) var<uniform> params: Params;

fn term(at: u32) -> f32 {
  if (m[at] == 0.0) {
    return 0.0;
  }
  return m[at] * measure(METRIC, y[at], f32(t[at]), FROM_LOGITS);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let sum = sum_of_row(i, params.rows, params.size);
  if (is_first_of_row(i, params.rows)) {
    value[i / LANES] = sum / f32(params.sums);
  }
}
