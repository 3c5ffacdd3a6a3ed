// Register-tiled convolution of stride 1 where the channels are multiples of four: z = activate(x ∗ w + b).
//
//   x  [rows, in_height, in_width, in_channels]                  outside it counts as 0
//   w  [kernel_height, kernel_width, in_channels, out_channels]
//   b  [out_channels]                                            read when HAS_BIAS (else any buffer stands in)
//   z  [rows, out_height, out_width, out_channels]               out
//
// One invocation a strip of z: 16 pixels side by side when WIDE, else 8, × 8 channels, in accumulators aQC of 4 pixels
// (columns) × 4 channels. Each round of the loop takes three places side by side of the kernel
// and four input channels: a pixel of x, once loaded, serves all three, so that when WIDE, 42 loads feed 384 multiply-adds of
// four. Places behind the end of a line of the kernel have weights of 0 (none are when its width is in THREES); pixels
// outside x are 0; channels behind the last are clamped onto it and never stored.
// One loop, not three nested ones: a software adapter took half as long again for those.
// WORKGROUP_STRIPS strips a workgroup, which lie side by side, then below each other, then in the next image, then in the
// next eight channels; workgroups folded.
// Uses lib/grid, lib/activation, lib/convolution. Twin: src/reference/conv2d.ts

override WIDE: bool;
override THREES: bool;
override HAS_BIAS: bool;
override ACTIVATION: u32;

const WORKGROUP_STRIPS = 16u;

@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read> w: array<vec4f>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> z: array<vec4f>;
@group(0) @binding(4) var<uniform> params: Params;

fn pixel(at: u32, inside: bool) -> vec4f {
  return select(vec4f(), x[at], inside);
}

// The weights of four input channels (columns) for four output channels, from the row `at`.
fn weights(at: u32, across: u32, kx: u32) -> mat4x4f {
  let inside = THREES || kx < params.kernel_width;
  return mat4x4f(
    select(vec4f(), w[at], inside),
    select(vec4f(), w[at + across], inside),
    select(vec4f(), w[at + 2u * across], inside),
    select(vec4f(), w[at + 3u * across], inside),
  );
}

// Four pixels that all hold the bias of four channels.
fn bias_block(channels: u32) -> mat4x4f {
  if (!HAS_BIAS) {
    return mat4x4f();
  }
  return mat4x4f(b[channels], b[channels], b[channels], b[channels]);
}

fn store(to: u32, sums: vec4f, inside: bool) {
  if (inside) {
    z[to] = activate(ACTIVATION, sums);
  }
}

fn store_block(to: u32, across: u32, block: mat4x4f, ox: u32, inside: bool) {
  store(to, block[0], inside && ox < params.out_width);
  store(to + across, block[1], inside && ox + 1u < params.out_width);
  store(to + 2u * across, block[2], inside && ox + 2u < params.out_width);
  store(to + 3u * across, block[3], inside && ox + 3u < params.out_width);
}

@compute @workgroup_size(WORKGROUP_STRIPS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let deep = params.in_channels / 4u;
  let across = params.out_channels / 4u;
  let width = select(8u, 16u, WIDE);
  let strips = (params.out_width + width - 1u) / width;
  let strip = linear_workgroup(workgroup, workgroups) * WORKGROUP_STRIPS + local;
  let line = strip / strips;
  let image = line / params.out_height;
  let ox = (strip % strips) * width;
  let oy = line % params.out_height;
  let r = image % params.rows;
  let column = (image / params.rows) * 2u;
  let c0 = min(column, across - 1u);
  let c1 = min(column + 1u, across - 1u);

  var a00 = bias_block(c0); var a01 = bias_block(c1);
  var a10 = a00; var a11 = a01;
  var a20 = a00; var a21 = a01;
  var a30 = a00; var a31 = a01;

  let rounds = params.kernel_height * ((params.kernel_width + 2u) / 3u) * deep;
  var ky = 0u;
  var kx = 0u;
  var c = 0u;
  for (var i = 0u; i < rounds; i++) {
    // Above the first line and before the first pixel these wrap around to large numbers, which are outside as well.
    let iy = oy + ky - params.pad_top;
    let ix = select(params.in_width, ox + kx - params.pad_left, iy < params.in_height);
    let at = ((r * params.in_height + iy) * params.in_width + ix) * deep + c;
    let row = ((ky * params.kernel_width + kx) * params.in_channels + 4u * c) * across;
    let next = params.in_channels * across;
    let w00 = weights(row + c0, across, kx);
    let w01 = weights(row + c1, across, kx);
    let w10 = weights(row + next + c0, across, kx + 1u);
    let w11 = weights(row + next + c1, across, kx + 1u);
    let w20 = weights(row + 2u * next + c0, across, kx + 2u);
    let w21 = weights(row + 2u * next + c1, across, kx + 2u);
    let x0 = pixel(at, ix < params.in_width);
    let x1 = pixel(at + deep, ix + 1u < params.in_width);
    let x2 = pixel(at + 2u * deep, ix + 2u < params.in_width);
    let x3 = pixel(at + 3u * deep, ix + 3u < params.in_width);
    let x4 = pixel(at + 4u * deep, ix + 4u < params.in_width);
    let x5 = pixel(at + 5u * deep, ix + 5u < params.in_width);
    let p0 = mat4x4f(x0, x1, x2, x3);
    let p1 = mat4x4f(x1, x2, x3, x4);
    let p2 = mat4x4f(x2, x3, x4, x5);
    a00 += w00 * p0 + w10 * p1 + w20 * p2;
    a01 += w01 * p0 + w11 * p1 + w21 * p2;
    let x6 = pixel(at + 6u * deep, ix + 6u < params.in_width);
    let x7 = pixel(at + 7u * deep, ix + 7u < params.in_width);
    let x8 = pixel(at + 8u * deep, ix + 8u < params.in_width);
    let x9 = pixel(at + 9u * deep, ix + 9u < params.in_width);
    let p4 = mat4x4f(x4, x5, x6, x7);
    let p5 = mat4x4f(x5, x6, x7, x8);
    let p6 = mat4x4f(x6, x7, x8, x9);
    a10 += w00 * p4 + w10 * p5 + w20 * p6;
    a11 += w01 * p4 + w11 * p5 + w21 * p6;
    if (WIDE) {
      let x10 = pixel(at + 10u * deep, ix + 10u < params.in_width);
      let x11 = pixel(at + 11u * deep, ix + 11u < params.in_width);
      let x12 = pixel(at + 12u * deep, ix + 12u < params.in_width);
      let x13 = pixel(at + 13u * deep, ix + 13u < params.in_width);
      let p8 = mat4x4f(x8, x9, x10, x11);
      let p9 = mat4x4f(x9, x10, x11, x12);
      let p10 = mat4x4f(x10, x11, x12, x13);
      a20 += w00 * p8 + w10 * p9 + w20 * p10;
      a21 += w01 * p8 + w11 * p9 + w21 * p10;
      let x14 = pixel(at + 14u * deep, ix + 14u < params.in_width);
      let x15 = pixel(at + 15u * deep, ix + 15u < params.in_width);
      let x16 = pixel(at + 16u * deep, ix + 16u < params.in_width);
      let x17 = pixel(at + 17u * deep, ix + 17u < params.in_width);
      let p12 = mat4x4f(x12, x13, x14, x15);
      let p13 = mat4x4f(x13, x14, x15, x16);
      let p14 = mat4x4f(x14, x15, x16, x17);
      a30 += w00 * p12 + w10 * p13 + w20 * p14;
      a31 += w01 * p12 + w11 * p13 + w21 * p14;
    }

    c++;
    kx = select(kx, kx + 3u, c == deep);
    c = select(c, 0u, c == deep);
    ky = select(ky, ky + 1u, kx >= params.kernel_width);
    kx = select(kx, 0u, kx >= params.kernel_width);
  }

  let to = ((r * params.out_height + oy) * params.out_width + ox) * across + column;
  let first = column < across;
  let second = column + 1u < across;
  store_block(to, across, a00, ox, first);
  store_block(to + 1u, across, a01, ox, second);
  store_block(to + 4u * across, across, a10, ox + 4u, first);
  store_block(to + 4u * across + 1u, across, a11, ox + 4u, second);
  if (WIDE) {
    store_block(to + 8u * across, across, a20, ox + 8u, first);
    store_block(to + 8u * across + 1u, across, a21, ox + 8u, second);
    store_block(to + 12u * across, across, a30, ox + 12u, first);
    store_block(to + 12u * across + 1u, across, a31, ox + 12u, second);
  }
}
