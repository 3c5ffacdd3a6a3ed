// Values as another type stores them: y = x. What a plan of mixed precision makes of all weights before products read them.
//
//   x  [count]  count is a multiple of four
//   y  [count]  out
//
// One invocation four values; WORKGROUP a workgroup; ceil(count / 4 / WORKGROUP) workgroups, folded.
// The plan may store y in f16.
// Uses lib/grid. Twin: src/reference/cast.ts

struct Params {
  count: u32,
}

alias Y = f32;

@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4<Y>>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count / 4u) {
    y[i] = vec4<Y>(x[i]);
  }
}
