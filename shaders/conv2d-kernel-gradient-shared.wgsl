// Gradient of the kernel of a convolution of stride 1, and of its bias, for GPUs with many lanes, any channels; in parts to be
// summed: dw[part, ky, kx, c, o] = Σ x[r, oy + ky − pad_top, ox + kx − pad_left, c] · dz[r, oy, ox, o] over the pixels of the
// part's tiles, and behind each part's kernel, when HAS_BIAS, Σ dz[r, oy, ox, o]. conv2d-gradient-sums adds the parts up.
//
//   x       [rows, in_height / REPEAT_Y, in_width / REPEAT_X, in_channels]      outside it counts as 0; as lib/repeated says
//   dz      [rows, out_height, out_width, out_channels]                         as lib/scattered says
//   places  as dz                                                               read when windows have several pixels
//   dw      [parts, kernel_height · kernel_width · in_channels · out_channels   out; parts = ceil(tiles / TILES)
//            (+ out_channels)]
//
// A workgroup of LANES invocations computes, for one part, PLACES places of the kernel × 4 QUADS × 4 GROUPS channels. It puts
// the patch of each tile, and the tile's dz, into workgroup memory, FOURS in all. One invocation sums an item: four channels
// of x × four of dz at one place (of the bias: four of dz, as if x were 1), over every SLICES-th line of the tile; SLICES
// invocations an item, whose sums meet in workgroup memory. NARROW says that z has a single channel.
// DEPTHS is min(in_channels, 4). Blocks of places, of channels of x, of channels of z, then parts; workgroups folded.
// The plan chooses LANES and FOURS.
// The plan may store x and dz in f16.
// Uses lib/grid, lib/convolution, lib/patch, lib/repeated, lib/scattered. Twin: src/reference/conv2d-kernel-gradient.ts

override KERNEL_HEIGHT: u32;
override KERNEL_WIDTH: u32;
override IMAGES: u32;
override LINES: u32;
override COLUMNS: u32;
override TILES: u32;
override PLACES: u32;
override QUADS: u32;
override GROUPS: u32;
override SLICES: u32;
override DEPTHS: u32;
override NARROW: bool;
override HAS_BIAS: bool;

const LANES = 256u;
const FOURS = 1024u;

alias X = f32;
alias DZ = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read> dz: array<DZ>;
@group(0) @binding(2) var<storage, read> places: array<f32>;
@group(0) @binding(3) var<storage, read_write> dw: array<f32>;
@group(0) @binding(4) var<uniform> params: Params;

// The patch of x, (1, 0, 0, 0), dz [pixel][group]; in the end the sums.
var<workgroup> fours: array<vec4f, FOURS>;

// The part of the kernel that a workgroup computes: its first place and channels.
struct Block {
  place: u32,
  c: u32,
  o: u32,
}

fn dz_depths() -> u32 {
  return select(4u, 1u, NARROW);
}

// dz of a tile; 0 outside.
fn load_dz(tile: Tile, first: u32, local: u32) {
  let to = plane() * QUADS + 1u;
  for (var i = local; i < IMAGES * LINES * COLUMNS * GROUPS; i += LANES) {
    let pixel = i / GROUPS;
    let r = tile.r + pixel / (LINES * COLUMNS);
    let oy = tile.oy + pixel / COLUMNS % LINES;
    let ox = tile.ox + pixel % COLUMNS;
    let inside = r < params.rows && oy < params.out_height && ox < params.out_width;
    fours[to + i] = dz_four(inside, r, oy, ox, first + 4u * (i % GROUPS), params.out_channels);
  }
}

// Sums of one channel of x, or of all four when NARROW: those of all slices together, into the part.
fn store(part: u32, block: Block, depth: u32, sums: vec4f, local: u32) {
  let items = PLACES * QUADS * GROUPS;
  let all = items + select(0u, GROUPS, HAS_BIAS);
  workgroupBarrier();
  fours[local] = sums;
  workgroupBarrier();
  let kernel = KERNEL_HEIGHT * KERNEL_WIDTH * params.in_channels * params.out_channels;
  let begin = part * (kernel + select(0u, params.out_channels, HAS_BIAS));
  for (var i = local; i < 4u * all; i += LANES) {
    let item = i / 4u;
    var sum = 0.0;
    for (var slice = 0u; slice < SLICES; slice++) {
      sum += fours[slice * all + item][i % 4u];
    }
    if (item >= items) {
      let o = block.o + select(4u * (item - items) + i % 4u, i % 4u, NARROW);
      if (depth == 0u && block.place == 0u && block.c == 0u && o < params.out_channels) {
        dw[begin + kernel + o] = sum;
      }
    } else {
      let place = block.place + item / (GROUPS * QUADS);
      let c = block.c + 4u * (item / GROUPS % QUADS) + select(depth, i % 4u, NARROW);
      let o = block.o + select(4u * (item % GROUPS) + i % 4u, 0u, NARROW);
      if (place < KERNEL_HEIGHT * KERNEL_WIDTH && c < params.in_channels && o < params.out_channels) {
        dw[begin + (place * params.in_channels + c) * params.out_channels + o] = sum;
      }
    }
  }
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let place_blocks = (KERNEL_HEIGHT * KERNEL_WIDTH + PLACES - 1u) / PLACES;
  let c_blocks = (params.in_channels + 4u * QUADS - 1u) / (4u * QUADS);
  let o_blocks = (params.out_channels + 4u * GROUPS - 1u) / (4u * GROUPS);
  let index = linear_workgroup(workgroup, workgroups);
  let block = Block(
    index % place_blocks * PLACES,
    index / place_blocks % c_blocks * 4u * QUADS,
    index / (place_blocks * c_blocks) % o_blocks * 4u * GROUPS,
  );
  let part = index / (place_blocks * c_blocks * o_blocks);

  let items = PLACES * QUADS * GROUPS;
  let all = items + select(0u, GROUPS, HAS_BIAS);
  let item = local % all;
  let slice = local / all;
  // Where in the patch the item begins, and whether it goes on; behind the last place it stays at the first.
  let is_bias = item >= items;
  let place = block.place + item / (GROUPS * QUADS);
  let in_patch = item / GROUPS % QUADS * plane() + place / KERNEL_WIDTH * patch_width() + place % KERNEL_WIDTH;
  let one = plane() * QUADS;
  let goes_on = !is_bias && place < KERNEL_HEIGHT * KERNEL_WIDTH;

  var s0 = vec4f();
  var s1 = vec4f();
  var s2 = vec4f();
  var s3 = vec4f();
  let end = min((part + 1u) * TILES, tiles());
  for (var t = part * TILES; t < end; t++) {
    let tile = tile_at(t);
    workgroupBarrier();
    load_patch(tile, block.c, local);
    load_dz(tile, block.o, local);
    if (local == 0u) {
      fours[one] = vec4f(1.0, 0.0, 0.0, 0.0);
    }
    workgroupBarrier();
    if (slice < SLICES) {
      for (var line = slice; line < IMAGES * LINES; line += SLICES) {
        let down = line / LINES * patch_height() + line % LINES;
        var x_at = select(one, in_patch + down * patch_width(), goes_on);
        var z_at = one + 1u + line * COLUMNS * GROUPS + item % GROUPS;
        for (var column = 0u; column < COLUMNS; column++) {
          let four = fours[x_at];
          let slope = fours[z_at];
          if (NARROW) {
            s0 = fma(four, vec4f(slope.x), s0);
          } else {
            s0 = fma(slope, vec4f(four.x), s0);
            if (DEPTHS > 1u) { s1 = fma(slope, vec4f(four.y), s1); }
            if (DEPTHS > 2u) { s2 = fma(slope, vec4f(four.z), s2); }
            if (DEPTHS > 3u) { s3 = fma(slope, vec4f(four.w), s3); }
          }
          x_at += select(0u, 1u, goes_on);
          z_at += GROUPS;
        }
      }
    }
  }

  // A fold may dispatch workgroups behind the last part.
  if (part * TILES < tiles()) {
    store(part, block, 0u, s0, local);
    if (!NARROW && DEPTHS > 1u) { store(part, block, 1u, s1, local); }
    if (!NARROW && DEPTHS > 2u) { store(part, block, 2u, s2, local); }
    if (!NARROW && DEPTHS > 3u) { store(part, block, 3u, s3, local); }
  }
}
