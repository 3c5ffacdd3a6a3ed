// Register-tiled gradient of a convolution's kernel, stride 1, where the channels are multiples of four, in parts:
// dw[part, ky, kx, c, o] = Σ x[r, oy + ky − pad_top, ox + kx − pad_left, c] · dz[r, oy, ox, o] over all pixels of the images
// r of the part, IMAGES each. The sum of the parts (by bias-gradient) is the gradient.
//
//   x   [rows, in_height, in_width, in_channels]                         outside it counts as 0
//   dz  [rows, out_height, out_width, out_channels]
//   dw  [parts, kernel_height, kernel_width, in_channels, out_channels]  out; parts = ceil(rows / IMAGES)
//
// One invocation a block of a part: PLACES (two or three) places side by side of the kernel × 8 input channels × 8 output
// channels, in accumulators aPIO of 4 input channels (columns) × 4 output channels. Each round of the loop takes four pixels
// side by side of dz, and the six of x that three places see through them: 20 loads feed 192 multiply-adds of four. Pixels
// outside are 0; channels behind the last are clamped onto it, and they and places behind the end of a line are never stored.
// WORKGROUP_BLOCKS blocks a workgroup, part after part; workgroups folded.
// The plan may store x and dz in f16.
// Uses lib/grid, lib/convolution, lib/gradient-parts. Twin: src/reference/conv2d-kernel-gradient.ts

override PLACES: u32;

alias X = f32;
alias DZ = f32;

@group(0) @binding(0) var<storage, read> x: array<vec4<X>>;
@group(0) @binding(1) var<storage, read> dz: array<vec4<DZ>>;
@group(0) @binding(2) var<storage, read_write> dw: array<vec4f>;
@group(0) @binding(3) var<uniform> params: Params;

fn x_pixel(at: u32, inside: bool) -> vec4f {
  return select(vec4f(), vec4f(x[at]), inside);
}

// dw of four input channels, of which `block` has one a column.
fn store(to: u32, across: u32, block: mat4x4f, inside: bool) {
  if (inside) {
    dw[to] = block[0];
    dw[to + across] = block[1];
    dw[to + 2u * across] = block[2];
    dw[to + 3u * across] = block[3];
  }
}

@compute @workgroup_size(WORKGROUP_BLOCKS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let deep = params.in_channels / 4u;
  let across = params.out_channels / 4u;
  let groups = (params.kernel_width + PLACES - 1u) / PLACES;
  let in_blocks = (deep + 1u) / 2u;
  let out_blocks = (across + 1u) / 2u;

  let item = linear_workgroup(workgroup, workgroups) * WORKGROUP_BLOCKS + local;
  let o = (item % out_blocks) * 2u;
  let c = ((item / out_blocks) % in_blocks) * 2u;
  let places = item / (out_blocks * in_blocks);
  let kx = (places % groups) * PLACES;
  let ky = (places / groups) % params.kernel_height;
  let part = places / (groups * params.kernel_height);
  let o0 = min(o, across - 1u);
  let o1 = min(o + 1u, across - 1u);
  let c0 = min(c, deep - 1u);
  let c1 = min(c + 1u, deep - 1u);

  var a000 = mat4x4f(); var a001 = mat4x4f(); var a010 = mat4x4f(); var a011 = mat4x4f();
  var a100 = mat4x4f(); var a101 = mat4x4f(); var a110 = mat4x4f(); var a111 = mat4x4f();
  var a200 = mat4x4f(); var a201 = mat4x4f(); var a210 = mat4x4f(); var a211 = mat4x4f();

  let rounds = rounds_of(part);
  var pixels = Pixels(part * IMAGES, 0u, 0u);
  for (var i = 0u; i < rounds; i++) {
    // Above the first line and before the first pixel these wrap around to large numbers, which are outside as well.
    let iy = pixels.oy + ky - params.pad_top;
    let ix = select(params.in_width, pixels.ox + kx - params.pad_left, iy < params.in_height);
    let x_at = ((pixels.r * params.in_height + iy) * params.in_width + ix) * deep;
    // Written out: as a function, called twice, this took a software adapter a twenty-fifth longer.
    let dz_at = ((pixels.r * params.out_height + pixels.oy) * params.out_width + pixels.ox) * across;
    let at1 = dz_at + across;
    let at2 = at1 + across;
    let at3 = at2 + across;
    let in1 = pixels.ox + 1u < params.out_width;
    let in2 = pixels.ox + 2u < params.out_width;
    let in3 = pixels.ox + 3u < params.out_width;
    let d0 = mat4x4f(vec4f(dz[dz_at + o0]), dz_pixel(at1 + o0, in1), dz_pixel(at2 + o0, in2), dz_pixel(at3 + o0, in3));
    let d1 = mat4x4f(vec4f(dz[dz_at + o1]), dz_pixel(at1 + o1, in1), dz_pixel(at2 + o1, in2), dz_pixel(at3 + o1, in3));

    let x0 = x_pixel(x_at + c0, ix < params.in_width);
    let x1 = x_pixel(x_at + deep + c0, ix + 1u < params.in_width);
    let x2 = x_pixel(x_at + 2u * deep + c0, ix + 2u < params.in_width);
    let x3 = x_pixel(x_at + 3u * deep + c0, ix + 3u < params.in_width);
    let x4 = x_pixel(x_at + 4u * deep + c0, ix + 4u < params.in_width);
    let x5 = x_pixel(x_at + 5u * deep + c0, ix + 5u < params.in_width);
    let p0 = transpose(mat4x4f(x0, x1, x2, x3));
    let p1 = transpose(mat4x4f(x1, x2, x3, x4));
    a000 += d0 * p0; a001 += d1 * p0;
    a100 += d0 * p1; a101 += d1 * p1;
    if (PLACES == 3u) {
      let p2 = transpose(mat4x4f(x2, x3, x4, x5));
      a200 += d0 * p2; a201 += d1 * p2;
    }

    let y0 = x_pixel(x_at + c1, ix < params.in_width);
    let y1 = x_pixel(x_at + deep + c1, ix + 1u < params.in_width);
    let y2 = x_pixel(x_at + 2u * deep + c1, ix + 2u < params.in_width);
    let y3 = x_pixel(x_at + 3u * deep + c1, ix + 3u < params.in_width);
    let y4 = x_pixel(x_at + 4u * deep + c1, ix + 4u < params.in_width);
    let y5 = x_pixel(x_at + 5u * deep + c1, ix + 5u < params.in_width);
    let q0 = transpose(mat4x4f(y0, y1, y2, y3));
    let q1 = transpose(mat4x4f(y1, y2, y3, y4));
    a010 += d0 * q0; a011 += d1 * q0;
    a110 += d0 * q1; a111 += d1 * q1;
    if (PLACES == 3u) {
      let q2 = transpose(mat4x4f(y2, y3, y4, y5));
      a210 += d0 * q2; a211 += d1 * q2;
    }

    pixels = behind(pixels);
  }

  // In a loop, since a software adapter takes as long to compile twelve copies of it as all the rest.
  var blocks = array<mat4x4f, 12>(a000, a001, a010, a011, a100, a101, a110, a111, a200, a201, a210, a211);
  let place = (part * params.kernel_height + ky) * params.kernel_width + kx;
  for (var i = 0u; i < 4u * PLACES; i++) {
    let right = i / 4u;
    let four = c + i / 2u % 2u;
    let column = o + i % 2u;
    let inside = rounds > 0u && kx + right < params.kernel_width && four < deep && column < across;
    store(((place + right) * params.in_channels + 4u * four) * across + column, across, blocks[i], inside);
  }
}
