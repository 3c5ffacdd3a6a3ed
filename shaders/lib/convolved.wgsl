// A convolution of stride 1 by workgroups of LANES invocations, each of which covers a tile of z × ACROSS fours of channels: one
// invocation PIXELS pixels × four channels; the pixels of neighbours lie side by side. 4 QUADS channels of x at a time, it puts
// the tile's patch and the kernel's values into workgroup memory, FOURS in all, and in the end the results.
// FLIPPED, w is the kernel of the convolution whose input's gradient z is: read turned round, in space and between its
// channels (conv2d-flip says how). NARROW says that z has a single channel: then the four values of a weight are of input
// channels. DEPTHS is min(in_channels, 4). Fours of channels, the last of which z may not have, then tiles.
// For kernels with w, and finished(), which makes results of four sums from z's channel o on. Needs lib/patch.
// The plan chooses LANES, ACROSS, PIXELS and FOURS.

override KERNEL_HEIGHT: u32;
override KERNEL_WIDTH: u32;
override IMAGES: u32;
override LINES: u32;
override COLUMNS: u32;
override QUADS: u32;
override DEPTHS: u32;
override NARROW: bool;
override FLIPPED: bool;

const LANES = 64u;
const ACROSS = 2u;
const PIXELS = 1u;
const FOURS = 512u;

// Invocations for the same four channels.
const SPAN = LANES / ACROSS;

// The patch of x, behind it the weights; in the end the results.
var<workgroup> fours: array<vec4f, FOURS>;

// A place of the kernel from one channel to another; 0 behind the last channels.
fn weight(place: u32, c: u32, o: u32) -> f32 {
  if (c >= params.in_channels || o >= params.out_channels) {
    return 0.0;
  }
  if (FLIPPED) {
    let turned = KERNEL_HEIGHT * KERNEL_WIDTH - 1u - place;
    return f32(w[(turned * params.out_channels + o) * params.in_channels + c]);
  }
  return f32(w[(place * params.in_channels + c) * params.out_channels + o]);
}

// Weights [place][four][channel][four of z's channels], or when NARROW [place][four] of input channels.
fn load_weights(first_in: u32, first_out: u32, local: u32) {
  let at = plane() * QUADS;
  let places = KERNEL_HEIGHT * KERNEL_WIDTH;
  if (NARROW) {
    for (var i = local; i < places * QUADS; i += LANES) {
      let c = first_in + 4u * (i % QUADS);
      let place = i / QUADS;
      fours[at + i] = vec4f(
        weight(place, c, 0u),
        weight(place, c + 1u, 0u),
        weight(place, c + 2u, 0u),
        weight(place, c + 3u, 0u),
      );
    }
  } else {
    for (var i = local; i < places * QUADS * DEPTHS * ACROSS; i += LANES) {
      let o = first_out + 4u * (i % ACROSS);
      let c = first_in + i / ACROSS % (DEPTHS * QUADS);
      let place = i / (ACROSS * DEPTHS * QUADS);
      fours[at + i] = vec4f(weight(place, c, o), weight(place, c, o + 1u), weight(place, c, o + 2u), weight(place, c, o + 3u));
    }
  }
}

// The first of z's channels that a workgroup covers, and its tile.
fn first_out_of(index: u32) -> u32 {
  return index % ((params.out_channels + 4u * ACROSS - 1u) / (4u * ACROSS)) * 4u * ACROSS;
}

fn tile_of(index: u32) -> Tile {
  return tile_at(index / ((params.out_channels + 4u * ACROSS - 1u) / (4u * ACROSS)));
}

// Leaves the results of a tile in workgroup memory. To be called by all invocations.
fn convolve(tile: Tile, first_out: u32, local: u32) {
  let column = local / SPAN;

  // Where in the patch the window of each pixel begins.
  var windows: array<u32, PIXELS>;
  var sums: array<vec4f, PIXELS>;
  for (var p = 0u; p < PIXELS; p++) {
    let pixel = min(local % SPAN + p * SPAN, IMAGES * LINES * COLUMNS - 1u);
    let line = pixel / (LINES * COLUMNS) * patch_height() + pixel / COLUMNS % LINES;
    windows[p] = line * patch_width() + pixel % COLUMNS;
    sums[p] = vec4f();
  }

  for (var first_in = 0u; first_in < params.in_channels; first_in += 4u * QUADS) {
    workgroupBarrier();
    load_patch(tile, first_in, local);
    load_weights(first_in, first_out, local);
    workgroupBarrier();
    var at = plane() * QUADS + select(column, 0u, NARROW);
    for (var ky = 0u; ky < params.kernel_height; ky++) {
      for (var kx = 0u; kx < KERNEL_WIDTH; kx++) {
        for (var quad = 0u; quad < QUADS; quad++) {
          let seen = quad * plane() + ky * patch_width() + kx;
          let w0 = fours[at];
          if (NARROW) {
            at++;
            for (var p = 0u; p < PIXELS; p++) {
              sums[p].x += dot(fours[windows[p] + seen], w0);
            }
          } else if (DEPTHS == 1u) {
            at += ACROSS;
            for (var p = 0u; p < PIXELS; p++) {
              sums[p] = fma(w0, vec4f(fours[windows[p] + seen].x), sums[p]);
            }
          } else {
            let w1 = fours[at + ACROSS];
            var w2 = vec4f();
            var w3 = vec4f();
            if (DEPTHS > 2u) {
              w2 = fours[at + 2u * ACROSS];
            }
            if (DEPTHS > 3u) {
              w3 = fours[at + 3u * ACROSS];
            }
            at += DEPTHS * ACROSS;
            for (var p = 0u; p < PIXELS; p++) {
              let four = fours[windows[p] + seen];
              var sum = fma(w0, vec4f(four.x), sums[p]);
              sum = fma(w1, vec4f(four.y), sum);
              sum = fma(w2, vec4f(four.z), sum);
              sums[p] = fma(w3, vec4f(four.w), sum);
            }
          }
        }
      }
    }
  }

  workgroupBarrier();
  for (var p = 0u; p < PIXELS; p++) {
    fours[(local % SPAN + p * SPAN) * ACROSS + column] = finished(sums[p], first_out + 4u * column);
  }
  workgroupBarrier();
}

// Channels that a workgroup covers, for stores side by side.
fn deep() -> u32 {
  return select(4u * ACROSS, 1u, NARROW);
}

// The result of a pixel of the tile, and of one of its channels, counted from the workgroup's first.
fn result(pixel: u32, depth: u32) -> f32 {
  let at = select(pixel * 4u * ACROSS + depth, 4u * pixel, NARROW);
  return fours[at / 4u][at % 4u];
}
