// A sum in place: y[i] ← y[i] + x[i].
//
//   x  [count]
//   y  [count]  in and out
//
// One invocation a value; WORKGROUP a workgroup; ceil(count / WORKGROUP) workgroups, folded.
// Uses lib/grid. Twin: src/reference/accumulate.ts

struct Params {
  count: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count) {
    y[i] += x[i];
  }
}
