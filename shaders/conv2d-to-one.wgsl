// Register-tiled convolution of stride 1 from multiples of four channels to one: z = activate(x ∗ w + b).
//
//   x  [rows, in_height, in_width, in_channels]        outside it counts as 0
//   w  [kernel_height, kernel_width, in_channels, 1]
//   b  [1]                                             read when HAS_BIAS (else any buffer stands in)
//   z  [rows, out_height, out_width, 1]                out
//
// One invocation a strip of z: 16 pixels side by side when WIDE, else 8, in accumulators aQ of 4. Each round of the loop takes
// three places side by side of the kernel and four input channels, which a pixel of x, once loaded, serves all. Places behind
// the end of a line of the kernel have weights of 0; pixels outside x are 0.
// WORKGROUP_STRIPS strips a workgroup, which lie side by side, then below each other, then in the next image; workgroups
// folded.
// The plan may store x, w and z in f16.
// Uses lib/grid, lib/store-four, lib/activation, lib/convolution. Twin: src/reference/conv2d.ts

override WIDE: bool;
override HAS_BIAS: bool;
override ACTIVATION: u32;

const WORKGROUP_STRIPS = 16u;

alias X = f32;
alias W = f32;
alias Z = f32;

@group(0) @binding(0) var<storage, read> x: array<vec4<X>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<W>>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> z: array<Z>;
@group(0) @binding(4) var<uniform> params: Params;

fn pixel(at: u32, inside: bool) -> vec4f {
  return select(vec4f(), vec4f(x[at]), inside);
}

fn store(to: u32, sums: vec4f, ox: u32) {
  if (ox < params.out_width) {
    store_four(to, activate(ACTIVATION, sums), ox, params.out_width);
  }
}

@compute @workgroup_size(WORKGROUP_STRIPS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let deep = params.in_channels / 4u;
  let width = select(8u, 16u, WIDE);
  let strips = (params.out_width + width - 1u) / width;
  let strip = linear_workgroup(workgroup, workgroups) * WORKGROUP_STRIPS + local;
  let line = strip / strips;
  let ox = (strip % strips) * width;
  let oy = line % params.out_height;
  let r = line / params.out_height;

  var a0 = vec4f();
  if (HAS_BIAS) {
    a0 = vec4f(b[0]);
  }
  var a1 = a0;
  var a2 = a0;
  var a3 = a0;

  let rounds = params.kernel_height * ((params.kernel_width + 2u) / 3u) * deep;
  var ky = 0u;
  var kx = 0u;
  var c = 0u;
  for (var i = 0u; i < rounds; i++) {
    // Above the first line and before the first pixel these wrap around to large numbers, which are outside as well.
    let iy = oy + ky - params.pad_top;
    let ix = select(params.in_width, ox + kx - params.pad_left, iy < params.in_height);
    let at = ((r * params.in_height + iy) * params.in_width + ix) * deep + c;
    let place = (ky * params.kernel_width + kx) * deep + c;
    let w0 = vec4f(w[place]);
    let w1 = select(vec4f(), vec4f(w[place + deep]), kx + 1u < params.kernel_width);
    let w2 = select(vec4f(), vec4f(w[place + 2u * deep]), kx + 2u < params.kernel_width);
    let x0 = pixel(at, ix < params.in_width);
    let x1 = pixel(at + deep, ix + 1u < params.in_width);
    let x2 = pixel(at + 2u * deep, ix + 2u < params.in_width);
    let x3 = pixel(at + 3u * deep, ix + 3u < params.in_width);
    let x4 = pixel(at + 4u * deep, ix + 4u < params.in_width);
    let x5 = pixel(at + 5u * deep, ix + 5u < params.in_width);
    a0 += w0 * mat4x4f(x0, x1, x2, x3) + w1 * mat4x4f(x1, x2, x3, x4) + w2 * mat4x4f(x2, x3, x4, x5);
    let x6 = pixel(at + 6u * deep, ix + 6u < params.in_width);
    let x7 = pixel(at + 7u * deep, ix + 7u < params.in_width);
    let x8 = pixel(at + 8u * deep, ix + 8u < params.in_width);
    let x9 = pixel(at + 9u * deep, ix + 9u < params.in_width);
    a1 += w0 * mat4x4f(x4, x5, x6, x7) + w1 * mat4x4f(x5, x6, x7, x8) + w2 * mat4x4f(x6, x7, x8, x9);
    if (WIDE) {
      let x10 = pixel(at + 10u * deep, ix + 10u < params.in_width);
      let x11 = pixel(at + 11u * deep, ix + 11u < params.in_width);
      let x12 = pixel(at + 12u * deep, ix + 12u < params.in_width);
      let x13 = pixel(at + 13u * deep, ix + 13u < params.in_width);
      a2 += w0 * mat4x4f(x8, x9, x10, x11) + w1 * mat4x4f(x9, x10, x11, x12) + w2 * mat4x4f(x10, x11, x12, x13);
      let x14 = pixel(at + 14u * deep, ix + 14u < params.in_width);
      let x15 = pixel(at + 15u * deep, ix + 15u < params.in_width);
      let x16 = pixel(at + 16u * deep, ix + 16u < params.in_width);
      let x17 = pixel(at + 17u * deep, ix + 17u < params.in_width);
      a3 += w0 * mat4x4f(x12, x13, x14, x15) + w1 * mat4x4f(x13, x14, x15, x16) + w2 * mat4x4f(x14, x15, x16, x17);
    }
    c++;
    kx = select(kx, kx + 3u, c == deep);
    c = select(c, 0u, c == deep);
    ky = select(ky, ky + 1u, kx >= params.kernel_width);
    kx = select(kx, 0u, kx >= params.kernel_width);
  }

  if (r < params.rows) {
    let to = (r * params.out_height + oy) * params.out_width + ox;
    store(to, a0, ox);
    store(to + 4u, a1, ox + 4u);
    if (WIDE) {
      store(to + 8u, a2, ox + 8u);
      store(to + 12u, a3, ox + 12u);
    }
  }
}
