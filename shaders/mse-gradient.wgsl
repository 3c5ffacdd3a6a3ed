// Gradient of the mean squared error: dy = 2 (y − t) / count, count = rows · size values in all.
//
//   y   [rows, size]  what the model says
//   t   [rows, size]  what it should say
//   dy  [rows, size]  out
//
// One invocation a value; WORKGROUP a workgroup; ceil(count / WORKGROUP) workgroups, folded.
// The plan may store t in f16.
// Uses lib/grid, lib/loss. Twin: src/reference/mse-gradient.ts

struct Params {
  count: u32,
}

alias T = f32;

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> t: array<T>;
@group(0) @binding(2) var<storage, read_write> dy: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count) {
    dy[i] = mean_squared_error(vec4f(y[i]), vec4f(f32(t[i])), f32(params.count)).slope.x;
  }
}
