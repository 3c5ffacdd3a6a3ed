// Register-tiled gradient of the kernel of a convolution from one channel to multiples of four, stride 1, in parts:
// dw[part, ky, kx, 0, o] = Σ x[r, oy + ky − pad_top, ox + kx − pad_left] · dz[r, oy, ox, o] over all pixels of the images r
// of the part, IMAGES each. The sum of the parts (by bias-gradient) is the gradient.
// FLIPPED, it writes the places of the kernel in reverse: given a convolution's dz as x, its x as dz, and the geometry back
// from z to x, that is the gradient of the kernel of a convolution to one channel.
//
//   x   [rows, in_height, in_width, 1]                         outside it counts as 0
//   dz  [rows, out_height, out_width, out_channels]
//   dw  [parts, kernel_height, kernel_width, 1, out_channels]  out; parts = ceil(rows / IMAGES)
//
// One invocation a block of a part: 3 × 3 places of the kernel × 8 output channels, in accumulators aLO of 3 places of a line
// (columns) × 4 output channels. Each round of the loop takes four pixels side by side of dz, and the 3 × 6 of x that the
// places see through them. Pixels outside are 0; channels behind the last are clamped onto it, and they and places behind the
// edges of the kernel are never stored.
// WORKGROUP_BLOCKS blocks a workgroup, part after part; workgroups folded.
// The plan may store x and dz in f16.
// Uses lib/grid, lib/convolution, lib/gradient-parts. Twin: src/reference/conv2d-kernel-gradient.ts

override FLIPPED: bool;

alias X = f32;
alias DZ = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read> dz: array<vec4<DZ>>;
@group(0) @binding(2) var<storage, read_write> dw: array<vec4f>;
@group(0) @binding(3) var<uniform> params: Params;

// What three places side by side (columns) see through four pixels (rows), from x's pixel (ix, iy).
fn windows(r: u32, iy: u32, ix: u32) -> mat3x4f {
  let at = (r * params.in_height + iy) * params.in_width + ix;
  let is_line = iy < params.in_height;
  let columns = vec4u(ix, ix + 1u, ix + 2u, ix + 3u);
  let is_first = (columns < vec4u(params.in_width)) & vec4<bool>(is_line);
  let is_last = (columns.xy + 4u < vec2u(params.in_width)) & vec2<bool>(is_line);
  let first = select(vec4f(), vec4f(f32(x[at]), f32(x[at + 1u]), f32(x[at + 2u]), f32(x[at + 3u])), is_first);
  let last = select(vec2f(), vec2f(f32(x[at + 4u]), f32(x[at + 5u])), is_last);
  return mat3x4f(first, vec4f(first.yzw, last.x), vec4f(first.zw, last));
}

fn store(part: u32, ky: u32, kx: u32, o: u32, sums: vec4f) {
  let across = params.out_channels / 4u;
  if (part * IMAGES < params.rows && ky < params.kernel_height && kx < params.kernel_width && o < across) {
    let places = params.kernel_height * params.kernel_width;
    let place = ky * params.kernel_width + kx;
    dw[(part * places + select(place, places - 1u - place, FLIPPED)) * across + o] = sums;
  }
}

fn store_line(part: u32, ky: u32, kx: u32, o: u32, line: mat3x4f) {
  store(part, ky, kx, o, line[0]);
  store(part, ky, kx + 1u, o, line[1]);
  store(part, ky, kx + 2u, o, line[2]);
}

@compute @workgroup_size(WORKGROUP_BLOCKS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let across = params.out_channels / 4u;
  let threes_x = (params.kernel_width + 2u) / 3u;
  let threes_y = (params.kernel_height + 2u) / 3u;
  let out_blocks = (across + 1u) / 2u;

  let item = linear_workgroup(workgroup, workgroups) * WORKGROUP_BLOCKS + local;
  let o = (item % out_blocks) * 2u;
  let places = item / out_blocks;
  let kx = (places % threes_x) * 3u;
  let ky = ((places / threes_x) % threes_y) * 3u;
  let part = places / (threes_x * threes_y);
  let o0 = min(o, across - 1u);
  let o1 = min(o + 1u, across - 1u);

  var a00 = mat3x4f(); var a01 = mat3x4f();
  var a10 = mat3x4f(); var a11 = mat3x4f();
  var a20 = mat3x4f(); var a21 = mat3x4f();

  let rounds = rounds_of(part);
  var pixels = Pixels(part * IMAGES, 0u, 0u);
  for (var i = 0u; i < rounds; i++) {
    let dz_at = ((pixels.r * params.out_height + pixels.oy) * params.out_width + pixels.ox) * across;
    let at1 = dz_at + across;
    let at2 = at1 + across;
    let at3 = at2 + across;
    let in1 = pixels.ox + 1u < params.out_width;
    let in2 = pixels.ox + 2u < params.out_width;
    let in3 = pixels.ox + 3u < params.out_width;
    let d0 = mat4x4f(vec4f(dz[dz_at + o0]), dz_pixel(at1 + o0, in1), dz_pixel(at2 + o0, in2), dz_pixel(at3 + o0, in3));
    let d1 = mat4x4f(vec4f(dz[dz_at + o1]), dz_pixel(at1 + o1, in1), dz_pixel(at2 + o1, in2), dz_pixel(at3 + o1, in3));

    // Above the first line and before the first pixel these wrap around to large numbers, which are outside as well.
    let iy = pixels.oy + ky - params.pad_top;
    let ix = pixels.ox + kx - params.pad_left;
    let w0 = windows(pixels.r, iy, ix);
    let w1 = windows(pixels.r, iy + 1u, ix);
    let w2 = windows(pixels.r, iy + 2u, ix);
    a00 += d0 * w0; a01 += d1 * w0;
    a10 += d0 * w1; a11 += d1 * w1;
    a20 += d0 * w2; a21 += d1 * w2;

    pixels = behind(pixels);
  }

  // In a loop, since a software adapter takes long to compile six copies of it.
  var lines = array<mat3x4f, 6>(a00, a01, a10, a11, a20, a21);
  for (var i = 0u; i < 6u; i++) {
    store_line(part, ky + i / 2u, kx, o + i % 2u, lines[i]);
  }
}
