// Register-tiled convolution of stride 1 from one channel to multiples of four: z = activate(x ∗ w + b).
//
//   x  [rows, in_height, in_width, 1]                  outside it counts as 0
//   w  [kernel_height, kernel_width, 1, out_channels]
//   b  [out_channels]                                  read when HAS_BIAS (else any buffer stands in)
//   z  [rows, out_height, out_width, out_channels]     out
//
// One invocation a strip of z: 16 pixels side by side when WIDE, else 8, × 8 channels, in accumulators aQC of 4 pixels
// (columns) × 4 channels. Each round of the loop takes three places side by side of the kernel. Places behind the end of a
// line of the kernel have weights of 0; pixels outside x are 0; channels behind the last are clamped onto it and never stored.
// WORKGROUP_STRIPS strips a workgroup; ceil(strips / WORKGROUP_STRIPS) workgroups for each 8 channels, folded.
// The plan may store x, w and z in f16.
// Uses lib/grid, lib/convolution, lib/strips. Twin: src/reference/conv2d.ts

alias X = f32;
alias W = f32;
alias Z = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read> w: array<vec4<W>>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> z: array<vec4<Z>>;
@group(0) @binding(4) var<uniform> params: Params;

// Four pixels side by side, from (ix, iy); 0 outside.
fn pixels(r: u32, iy: u32, ix: u32) -> vec4f {
  let at = (r * params.in_height + iy) * params.in_width + ix;
  let inside = (vec4u(ix, ix + 1u, ix + 2u, ix + 3u) < vec4u(params.in_width)) & vec4<bool>(iy < params.in_height);
  return select(vec4f(), vec4f(f32(x[at]), f32(x[at + 1u]), f32(x[at + 2u]), f32(x[at + 3u])), inside);
}

// What each of three places of the kernel (rows) sees from each of the first four pixels (columns).
fn windows(first: vec4f, next: vec4f) -> mat4x3f {
  return mat4x3f(first.xyz, first.yzw, vec3f(first.zw, next.x), vec3f(first.w, next.xy));
}

// The weights of three places side by side (columns) for four channels; 0 behind the end of a line of the kernel.
fn weights(ky: u32, kx: u32, channels: u32) -> mat3x4f {
  let across = params.out_channels / 4u;
  let at = (ky * params.kernel_width + kx) * across + channels;
  let second = select(vec4f(), vec4f(w[at + across]), kx + 1u < params.kernel_width);
  let third = select(vec4f(), vec4f(w[at + 2u * across]), kx + 2u < params.kernel_width);
  return mat3x4f(vec4f(w[at]), second, third);
}

@compute @workgroup_size(WORKGROUP_STRIPS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let strip = strip_at(linear_workgroup(workgroup, workgroups), local);
  let c0 = clamped(strip.column);
  let c1 = clamped(strip.column + 1u);

  var a00 = bias_block(strip.column); var a01 = bias_block(strip.column + 1u);
  var a10 = a00; var a11 = a01;
  var a20 = a00; var a21 = a01;
  var a30 = a00; var a31 = a01;

  let rounds = params.kernel_height * ((params.kernel_width + 2u) / 3u);
  var ky = 0u;
  var kx = 0u;
  for (var i = 0u; i < rounds; i++) {
    // Above the first line and before the first pixel these wrap around to large numbers, which are outside as well.
    let iy = strip.oy + ky - params.pad_top;
    let ix = strip.ox + kx - params.pad_left;
    let w0 = weights(ky, kx, c0);
    let w1 = weights(ky, kx, c1);
    let x0 = pixels(strip.r, iy, ix);
    let x1 = pixels(strip.r, iy, ix + 4u);
    let p0 = windows(x0, x1);
    a00 += w0 * p0;
    a01 += w1 * p0;
    let x2 = pixels(strip.r, iy, ix + 8u);
    let p1 = windows(x1, x2);
    a10 += w0 * p1;
    a11 += w1 * p1;
    if (WIDE) {
      let x3 = pixels(strip.r, iy, ix + 12u);
      let p2 = windows(x2, x3);
      a20 += w0 * p2;
      a21 += w1 * p2;
      let x4 = pixels(strip.r, iy, ix + 16u);
      let p3 = windows(x3, x4);
      a30 += w0 * p3;
      a31 += w1 * p3;
    }
    kx += 3u;
    ky = select(ky, ky + 1u, kx >= params.kernel_width);
    kx = select(kx, 0u, kx >= params.kernel_width);
  }

  store_strip(strip, array<mat4x4f, 8>(a00, a01, a10, a11, a20, a21, a30, a31));
}
