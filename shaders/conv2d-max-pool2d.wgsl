// conv2d-shared and the max-pool2d behind it, whose windows lie side by side: of z = activate(x ∗ w + b), the largest value of
// each window and where it was, which is all that a step needs of z. A NaN wins.
//
//   x       [rows, in_height / REPEAT_Y, in_width / REPEAT_X, in_channels]  outside it counts as 0
//   w       [kernel_height, kernel_width, in_channels, out_channels]        FLIPPED as in conv2d-shared
//   b       [out_channels]                                                  read when HAS_BIAS (else any buffer stands in)
//   y       [rows, POOLED_HEIGHT, POOLED_WIDTH, out_channels]               out: of windows of WINDOW_Y × WINDOW_X pixels of z
//   places  [rows, POOLED_HEIGHT, POOLED_WIDTH, out_channels]               out: the first largest value's, in row-major order
//
// Tiles, which have whole windows, invocations and workgroups as lib/convolved says; then one invocation a value of y.
// The plan may store x, w and y in f16.
// Uses lib/grid, lib/convolution, lib/repeated, lib/convolved, lib/finished, lib/finite.
// Twin: src/reference/conv2d-max-pool2d.ts

override WINDOW_Y: u32;
override WINDOW_X: u32;
override POOLED_HEIGHT: u32;
override POOLED_WIDTH: u32;

alias X = f32;
alias W = f32;
alias Y = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read> w: array<W>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<Y>;
@group(0) @binding(4) var<storage, read_write> places: array<f32>;
@group(0) @binding(5) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = linear_workgroup(workgroup, workgroups);
  let tile = tile_of(index);
  let first_out = first_out_of(index);
  convolve(tile, first_out, local);
  let lines = LINES / WINDOW_Y;
  let columns = COLUMNS / WINDOW_X;
  for (var i = local; i < IMAGES * lines * columns * deep(); i += LANES) {
    let window = i / deep();
    let image = window / (lines * columns);
    let line = window / columns % lines;
    let column = window % columns;
    let top = tile.oy + line * WINDOW_Y;
    let left = tile.ox + column * WINDOW_X;
    let r = tile.r + image;
    let o = first_out + i % deep();
    let py = top / WINDOW_Y;
    let px = left / WINDOW_X;
    if (r < params.rows && py < POOLED_HEIGHT && px < POOLED_WIDTH && o < params.out_channels) {
      let first = (image * LINES + line * WINDOW_Y) * COLUMNS + column * WINDOW_X;
      var largest = result(first, i % deep());
      var place = 0u;
      for (var wy = 0u; wy < WINDOW_Y; wy++) {
        for (var wx = 0u; wx < WINDOW_X; wx++) {
          // The last window may be cut off at z's end.
          let value = result(first + wy * COLUMNS + wx, i % deep());
          let inside = top + wy < params.out_height && left + wx < params.out_width;
          if (inside && (value > largest || is_nan(value))) {
            largest = value;
            place = wy * WINDOW_X + wx;
          }
        }
      }
      let at = ((r * POOLED_HEIGHT + py) * POOLED_WIDTH + px) * params.out_channels + o;
      y[at] = Y(largest);
      places[at] = f32(place);
    }
  }
}
