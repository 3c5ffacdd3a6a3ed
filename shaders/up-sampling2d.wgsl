// Each pixel repeated: y[r, oy, ox, c] = x[r, oy / size_y, ox / size_x, c], rounded down.
//
//   x  [rows, height, width, channels]
//   y  [rows, height · size_y, width · size_x, channels]  out
//
// One invocation a value of y; WORKGROUP a workgroup;
// ceil(rows · height · size_y · width · size_x · channels / WORKGROUP) workgroups, folded.
// The plan may store x and y in f16.
// Uses lib/grid, lib/up-sampling. Twin: src/reference/up-sampling2d.ts

alias X = f32;
alias Y = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read_write> y: array<Y>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let width = params.width * params.size_x;
  let height = params.height * params.size_y;
  if (i < params.rows * height * width * params.channels) {
    let c = i % params.channels;
    let pixel = i / params.channels;
    let ix = (pixel % width) / params.size_x;
    let iy = ((pixel / width) % height) / params.size_y;
    let r = pixel / (width * height);
    y[i] = Y(x[((r * params.height + iy) * params.width + ix) * params.channels + c]);
  }
}
