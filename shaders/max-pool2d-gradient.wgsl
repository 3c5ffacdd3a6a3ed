// Gradient through max-pool2d: dx[r, iy, ix, c] = Σ dy[r, oy, ox, c] over the windows in which (iy, ix) is the largest
// value, the first in row-major order where several are as large.
//
//   x   [rows, in_height, in_width, channels]
//   y   [rows, out_height, out_width, channels]  the largest values
//   dy  [rows, out_height, out_width, channels]
//   dx  [rows, in_height, in_width, channels]    out
//
// One invocation a value of dx, which asks the windows that it lies in, so that windows may overlap; WORKGROUP a workgroup;
// ceil(rows · in_height · in_width · channels / WORKGROUP) workgroups, folded.
// The plan may store x and y in f16.
// Uses lib/grid, lib/pooling. Twin: src/reference/max-pool2d-gradient.ts

alias X = f32;
alias Y = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read> y: array<Y>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;
@group(0) @binding(4) var<uniform> params: Params;

// Whether the window that begins at (top, left), which may be outside, has `largest` before its place (py, px).
fn comes_earlier(largest: f32, image: u32, top: u32, left: u32, py: u32, px: u32) -> bool {
  for (var place = 0u; place < py * params.pool_x + px; place++) {
    let iy = top + place / params.pool_x;
    let ix = left + place % params.pool_x;
    if (iy < params.in_height && ix < params.in_width && f32(x[image + (iy * params.in_width + ix) * params.channels]) == largest) {
      return true;
    }
  }
  return false;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.rows * params.in_height * params.in_width * params.channels) {
    let c = i % params.channels;
    let pixel = i / params.channels;
    let ix = pixel % params.in_width;
    let iy = (pixel / params.in_width) % params.in_height;
    let r = pixel / (params.in_width * params.in_height);
    let image = r * params.in_height * params.in_width * params.channels + c;
    var sum = 0.0;
    for (var py = 0u; py < params.pool_y; py++) {
      // The window in which this pixel stands at (py, px). Below 0 this wraps around to a large number: no window either.
      let oy = iy + params.pad_top - py;
      if (oy % params.stride_y != 0u || oy / params.stride_y >= params.out_height) {
        continue;
      }
      for (var px = 0u; px < params.pool_x; px++) {
        let ox = ix + params.pad_left - px;
        if (ox % params.stride_x != 0u || ox / params.stride_x >= params.out_width) {
          continue;
        }
        let window = ((r * params.out_height + oy / params.stride_y) * params.out_width + ox / params.stride_x)
          * params.channels + c;
        if (f32(x[i]) == f32(y[window]) && !comes_earlier(f32(x[i]), image, iy - py, ix - px, py, px)) {
          sum += dy[window];
        }
      }
    }
    dx[i] = sum;
  }
}
