// Blocks of stride_y × stride_x pixels of an image, each taken for one pixel: between x [rows, height, width, channels] and
// y [rows, down, across, stride_y, stride_x, channels], y[r, by, bx, py, px, c] is
// x[r, by · stride_y + py − pad_top, bx · stride_x + px − pad_left, c]. The blocks may begin before x's first pixel and end
// behind its last, or leave pixels of x over.

struct Params {
  rows: u32,
  height: u32,
  width: u32,
  channels: u32,
  down: u32,
  across: u32,
  stride_y: u32,
  stride_x: u32,
  pad_top: u32,
  pad_left: u32,
}

// Values that one invocation copies.
const RUN = 16u;

// Values side by side of a line of a block, which lie so in x and in y. Blocks are counted on until they cover all of both.
struct Run {
  length: u32,
  x: u32,      // where its first value is in x
  y: u32,      // and in y
  left: u32,   // its first value in the line of x; before the line this wraps around to large numbers
  width: u32,  // values in the line of x: the run's from `left` on are inside below it; 0 where x has no such line
  in_y: bool,  // whether the block is one of y's
}

// The run of an invocation. A pixel has `channels` values, be they single numbers or fours.
fn run_at(i: u32, channels: u32) -> Run {
  let down = max(params.down, (params.height + params.pad_top + params.stride_y - 1u) / params.stride_y);
  let across = max(params.across, (params.width + params.pad_left + params.stride_x - 1u) / params.stride_x);
  let length = params.stride_x * channels;
  let width = params.width * channels;
  let runs = (length + RUN - 1u) / RUN;
  let first = (i % runs) * RUN;
  let line = i / runs;
  let py = line % params.stride_y;
  let bx = (line / params.stride_y) % across;
  let row = line / (params.stride_y * across);
  let by = row % down;
  let r = row / down;
  // Above the first line this wraps around to a large number, which is outside as well.
  let iy = by * params.stride_y + py - params.pad_top;
  let left = (bx * params.stride_x - params.pad_left) * channels + first;
  let block = (r * params.down + by) * params.across + bx;
  return Run(
    select(0u, min(length - first, RUN), r < params.rows),
    (r * params.height + iy) * width + left,
    (block * params.stride_y + py) * length + first,
    left,
    select(0u, width, iy < params.height),
    by < params.down && bx < params.across,
  );
}
