// Convolution (as everywhere in this field without flipping the kernel):
// z[r, oy, ox, o] = Σ_ky,kx,c x[r, oy · stride_y + ky − pad_top, ox · stride_x + kx − pad_left, c] · w[ky, kx, c, o].
//
//   x  [rows, in_height, in_width, in_channels]                        outside it counts as 0
//   w  [kernel_height, kernel_width, in_channels, out_channels]
//   z  [rows, out_height, out_width, out_channels]                     out
//
// One invocation a value of z, walking through the kernel; WORKGROUP a workgroup;
// ceil(rows · out_height · out_width · out_channels / WORKGROUP) workgroups, folded.
// The plan may store x, w and z in f16.
// Uses lib/grid, lib/convolution. Twin: src/reference/conv2d.ts

alias X = f32;
alias W = f32;
alias Z = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read> w: array<W>;
@group(0) @binding(2) var<storage, read_write> z: array<Z>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.rows * params.out_height * params.out_width * params.out_channels) {
    let o = i % params.out_channels;
    let pixel = i / params.out_channels;
    let ox = pixel % params.out_width;
    let oy = (pixel / params.out_width) % params.out_height;
    let r = pixel / (params.out_width * params.out_height);
    var sum = 0.0;
    for (var ky = 0u; ky < params.kernel_height; ky++) {
      // Above the first row this wraps around to a large number, which is outside as well.
      let iy = oy * params.stride_y + ky - params.pad_top;
      if (iy >= params.in_height) {
        continue;
      }
      for (var kx = 0u; kx < params.kernel_width; kx++) {
        let ix = ox * params.stride_x + kx - params.pad_left;
        if (ix >= params.in_width) {
          continue;
        }
        let from_x = ((r * params.in_height + iy) * params.in_width + ix) * params.in_channels;
        let from_w = (ky * params.kernel_width + kx) * params.in_channels * params.out_channels + o;
        for (var c = 0u; c < params.in_channels; c++) {
          sum = fma(f32(x[from_x + c]), f32(w[from_w + c * params.out_channels]), sum);
        }
      }
    }
    z[i] = Z(sum);
  }
}
