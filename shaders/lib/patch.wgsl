// Tiles of pixels of z, and the patches of x that they see through the kernel, for convolutions of stride 1 whose workgroups
// share what they load. A tile is IMAGES × LINES × COLUMNS pixels of z; only one that covers whole images has several. Its
// patch lies in workgroup memory, `fours`, as QUADS planes of pixels, four channels each.
// For kernels with the geometry in params, the constants IMAGES, LINES, COLUMNS, KERNEL_HEIGHT, KERNEL_WIDTH and QUADS, LANES
// invocations, `fours`, and patch_four, which gives four channels of one pixel of x.

struct Tile {
  r: u32,
  oy: u32,
  ox: u32,
}

fn tiles() -> u32 {
  let across = (params.out_width + COLUMNS - 1u) / COLUMNS;
  let down = (params.out_height + LINES - 1u) / LINES;
  return across * down * ((params.rows + IMAGES - 1u) / IMAGES);
}

// The first pixel of a tile; they lie side by side, then below each other, then in the next images. May be beyond the last.
fn tile_at(tile: u32) -> Tile {
  let across = (params.out_width + COLUMNS - 1u) / COLUMNS;
  let down = (params.out_height + LINES - 1u) / LINES;
  return Tile(tile / (across * down) * IMAGES, tile / across % down * LINES, tile % across * COLUMNS);
}

fn patch_height() -> u32 {
  return LINES + KERNEL_HEIGHT - 1u;
}

fn patch_width() -> u32 {
  return COLUMNS + KERNEL_WIDTH - 1u;
}

// From one plane of a patch to the next: odd, lest the planes' pixels meet in the same bank of memory.
fn plane() -> u32 {
  return (IMAGES * patch_height() * patch_width()) | 1u;
}

// Fills the patch of a tile with the 4 QUADS channels from `first` on; 0 outside. To be called by all invocations.
fn load_patch(tile: Tile, first: u32, local: u32) {
  let count = IMAGES * patch_height() * patch_width() * QUADS;
  for (var i = local; i < count; i += LANES) {
    let pixel = i / QUADS;
    // Above the first line and before the first pixel these wrap around to large numbers, which are outside as well.
    let iy = tile.oy + pixel / patch_width() % patch_height() - params.pad_top;
    let ix = tile.ox + pixel % patch_width() - params.pad_left;
    let r = tile.r + pixel / (patch_width() * patch_height());
    let inside = r < params.rows && iy < params.in_height && ix < params.in_width;
    fours[i % QUADS * plane() + pixel] = patch_four(inside, r, iy, ix, first + 4u * (i % QUADS));
  }
}
