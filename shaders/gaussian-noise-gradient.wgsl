// Gradient of clipped noise: dx = dy where low < y < high, else 0. (Without clipping, dx = dy, and needs no kernel.)
//
//   y   [count]  what gaussian-noise made
//   dy  [count]
//   dx  [count]  out
//
// One invocation a value; WORKGROUP a workgroup; ceil(count / WORKGROUP) workgroups, folded.
// Uses lib/grid. Twin: src/reference/gaussian-noise-gradient.ts

struct Params {
  count: u32,
  low: f32,
  high: f32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count) {
    dx[i] = select(0.0, dy[i], params.low < y[i] && y[i] < params.high);
  }
}
