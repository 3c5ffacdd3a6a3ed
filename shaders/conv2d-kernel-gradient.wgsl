// Gradient of a convolution's kernel:
// dw[ky, kx, c, o] = Σ_r,oy,ox x[r, oy · stride_y + ky − pad_top, ox · stride_x + kx − pad_left, c] · dz[r, oy, ox, o].
//
//   x   [rows, in_height, in_width, in_channels]                  outside it counts as 0
//   dz  [rows, out_height, out_width, out_channels]
//   dw  [kernel_height, kernel_width, in_channels, out_channels]  out
//
// One invocation a value of dw, walking through all pixels of all rows, with a sum for each row, so that rounding errors grow
// with the root of the number of pixels, not with it; WORKGROUP a workgroup;
// ceil(kernel_height · kernel_width · in_channels · out_channels / WORKGROUP) workgroups, folded.
// The plan may store x and dz in f16.
// Uses lib/grid, lib/convolution. Twin: src/reference/conv2d-kernel-gradient.ts

alias X = f32;
alias DZ = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read> dz: array<DZ>;
@group(0) @binding(2) var<storage, read_write> dw: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.kernel_height * params.kernel_width * params.in_channels * params.out_channels) {
    let o = i % params.out_channels;
    let c = (i / params.out_channels) % params.in_channels;
    let place = i / (params.out_channels * params.in_channels);
    let kx = place % params.kernel_width;
    let ky = place / params.kernel_width;
    var sum = 0.0;
    for (var r = 0u; r < params.rows; r++) {
      var part = 0.0;
      for (var oy = 0u; oy < params.out_height; oy++) {
        // Above the first row this wraps around to a large number, which is outside as well.
        let iy = oy * params.stride_y + ky - params.pad_top;
        if (iy >= params.in_height) {
          continue;
        }
        for (var ox = 0u; ox < params.out_width; ox++) {
          let ix = ox * params.stride_x + kx - params.pad_left;
          if (ix >= params.in_width) {
            continue;
          }
          let from_x = ((r * params.in_height + iy) * params.in_width + ix) * params.in_channels + c;
          let from_dz = ((r * params.out_height + oy) * params.out_width + ox) * params.out_channels + o;
          part = fma(f32(x[from_x]), f32(dz[from_dz]), part);
        }
      }
      sum += part;
    }
    dw[i] = sum;
  }
}
