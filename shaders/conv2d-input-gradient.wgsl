// Gradient of a convolution's input: dx[r, iy, ix, c] = Σ dz[r, oy, ox, o] · w[ky, kx, c, o] over all o and all (ky, kx)
// through which an (oy, ox) sees (iy, ix): oy · stride_y = iy + pad_top − ky and ox · stride_x = ix + pad_left − kx.
// Also the transposed convolution itself, from dz to dx: Keras stores its kernel [kernel_height, kernel_width, out, in],
// which are the in_channels and out_channels here.
//
//   dz  [rows, out_height, out_width, out_channels]
//   w   [kernel_height, kernel_width, in_channels, out_channels]
//   dx  [rows, in_height, in_width, in_channels]                  out
//
// One invocation a value of dx, walking through the kernel; WORKGROUP a workgroup;
// ceil(rows · in_height · in_width · in_channels / WORKGROUP) workgroups, folded.
// The plan may store dz, w and dx in f16.
// Uses lib/grid, lib/convolution. Twin: src/reference/conv2d-input-gradient.ts

alias DZ = f32;
alias W = f32;
alias DX = f32;

@group(0) @binding(0) var<storage, read> dz: array<DZ>;
@group(0) @binding(1) var<storage, read> w: array<W>;
@group(0) @binding(2) var<storage, read_write> dx: array<DX>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.rows * params.in_height * params.in_width * params.in_channels) {
    let c = i % params.in_channels;
    let pixel = i / params.in_channels;
    let ix = pixel % params.in_width;
    let iy = (pixel / params.in_width) % params.in_height;
    let r = pixel / (params.in_width * params.in_height);
    var sum = 0.0;
    for (var ky = 0u; ky < params.kernel_height; ky++) {
      // Below 0 this wraps around to a large number, which is outside as well.
      let y = iy + params.pad_top - ky;
      if (y % params.stride_y != 0u || y / params.stride_y >= params.out_height) {
        continue;
      }
      for (var kx = 0u; kx < params.kernel_width; kx++) {
        let x = ix + params.pad_left - kx;
        if (x % params.stride_x != 0u || x / params.stride_x >= params.out_width) {
          continue;
        }
        let out_pixel = (r * params.out_height + y / params.stride_y) * params.out_width + x / params.stride_x;
        let from_dz = out_pixel * params.out_channels;
        let from_w = ((ky * params.kernel_width + kx) * params.in_channels + c) * params.out_channels;
        for (var o = 0u; o < params.out_channels; o++) {
          sum = fma(f32(dz[from_dz + o]), f32(w[from_w + o]), sum);
        }
      }
    }
    dx[i] = DX(sum);
  }
}
