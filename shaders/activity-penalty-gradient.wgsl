// Gradient of the activity regulariser, added to that of the layer's output: dy += (l1 · sign(y) + 2 · l2 · y) / rows.
//
//   y   [count]  a layer's output
//   dy  [count]  added to
//
// One invocation a value; WORKGROUP a workgroup; ceil(count / WORKGROUP) workgroups, folded.
// Uses lib/grid. Twin: src/reference/activity-penalty-gradient.ts

struct Params {
  count: u32,
  rows: u32,
  l1: f32,
  l2: f32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read_write> dy: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count) {
    dy[i] += (params.l1 * sign(y[i]) + 2.0 * params.l2 * y[i]) / f32(params.rows);
  }
}
