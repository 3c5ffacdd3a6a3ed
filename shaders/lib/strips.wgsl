// The strips in which fast convolutions compute z [rows, out_height, out_width, out_channels], channels in fours: 16 pixels side
// by side when WIDE, else 8, × 8 channels, in blocks of 4 pixels (columns) × 4 channels. For kernels with b [out_channels]
// and z in fours, of f32 and Z, and the geometry in params. Needs lib/activation.

override WIDE: bool;
override HAS_BIAS: bool;
override ACTIVATION: u32;

const WORKGROUP_STRIPS = 16u;

struct Strip {
  r: u32,
  oy: u32,
  ox: u32,
  column: u32,  // its first four channels
}

// WORKGROUP_STRIPS strips a workgroup, which lie side by side, then below each other, then in the next image; all of them
// for the same channels, the next workgroups for the next. May be beyond the last image.
fn strip_at(workgroup: u32, local: u32) -> Strip {
  let width = select(8u, 16u, WIDE);
  let strips = (params.out_width + width - 1u) / width;
  let lines = params.rows * params.out_height;
  let workgroups = (lines * strips + WORKGROUP_STRIPS - 1u) / WORKGROUP_STRIPS;
  let strip = (workgroup % workgroups) * WORKGROUP_STRIPS + local;
  let line = strip / strips;
  let column = (workgroup / workgroups) * 2u;
  return Strip(line / params.out_height, line % params.out_height, (strip % strips) * width, column);
}

// The last four channels in the place of what is behind them.
fn clamped(column: u32) -> u32 {
  return min(column, params.out_channels / 4u - 1u);
}

// Four pixels that all hold the bias of four channels.
fn bias_block(column: u32) -> mat4x4f {
  if (!HAS_BIAS) {
    return mat4x4f();
  }
  let channels = b[clamped(column)];
  return mat4x4f(channels, channels, channels, channels);
}

fn store(to: u32, sums: vec4f, inside: bool) {
  if (inside) {
    z[to] = vec4<Z>(activate(ACTIVATION, sums));
  }
}

// Stores the block that begins `right` pixels behind the strip's first, for its first or second four channels.
fn store_block(strip: Strip, right: u32, second: u32, block: mat4x4f) {
  let across = params.out_channels / 4u;
  let ox = strip.ox + right;
  let column = strip.column + second;
  let inside = strip.r < params.rows && column < across;
  let to = ((strip.r * params.out_height + strip.oy) * params.out_width + ox) * across + column;
  store(to, block[0], inside && ox < params.out_width);
  store(to + across, block[1], inside && ox + 1u < params.out_width);
  store(to + 2u * across, block[2], inside && ox + 2u < params.out_width);
  store(to + 3u * across, block[3], inside && ox + 3u < params.out_width);
}

// Stores a strip of two blocks a line, those of the first and of the second four channels, 4 pixels behind each other; the last
// two lines when WIDE. In a loop, since a software adapter takes as long to compile eight copies of it as all the rest.
fn store_strip(strip: Strip, blocks: array<mat4x4f, 8>) {
  var stored = blocks;
  for (var i = 0u; i < select(4u, 8u, WIDE); i++) {
    store_block(strip, 4u * (i / 2u), i % 2u, stored[i]);
  }
}
