// The gradient of a convolution's input as a convolution of stride 1 for GPUs with many lanes, as conv2d-shared, with what lies
// around it in a backward pass: dz may be what a max-pool2d behind the convolution was given, scattered as it is read, and x
// what an up-sampling2d repeated, whose copies' gradients are added up; then it goes through the activation that made x.
// dx = activate′ · Σ over copies of dz ∗ w
//
//   dz      [rows, in_height, in_width, in_channels]                     or of the pool's output, as lib/scattered says
//   places  as dz                                                        read when windows have several pixels
//   w       [kernel_height, kernel_width, in_channels, out_channels]     FLIPPED as in conv2d-shared
//   x       [rows, out_height / COPIES_Y, out_width / COPIES_X, out_channels]  read unless ACTIVATION is linear
//   dx      [rows, out_height / COPIES_Y, out_width / COPIES_X, out_channels]  out
//
// Tiles, which have all copies of a pixel, invocations and workgroups as lib/convolved says; then one invocation a value of dx.
// The plan may store w and x in f16.
// Uses lib/grid, lib/activation, lib/convolution, lib/scattered, lib/convolved.
// Twin: src/reference/conv2d-input-gradient.ts

override ACTIVATION: u32;
override COPIES_Y: u32;
override COPIES_X: u32;

alias W = f32;
alias X = f32;

@group(0) @binding(0) var<storage, read> dz: array<f32>;
@group(0) @binding(1) var<storage, read> places: array<f32>;
@group(0) @binding(2) var<storage, read> w: array<W>;
@group(0) @binding(3) var<storage, read> x: array<X>;
@group(0) @binding(4) var<storage, read_write> dx: array<f32>;
@group(0) @binding(5) var<uniform> params: Params;

fn dz_depths() -> u32 {
  return DEPTHS;
}

fn patch_four(inside: bool, r: u32, iy: u32, ix: u32, channel: u32) -> vec4f {
  return dz_four(inside, r, iy, ix, channel, params.in_channels);
}

fn finished(sums: vec4f, o: u32) -> vec4f {
  return sums;
}

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
  let lines = LINES / COPIES_Y;
  let columns = COLUMNS / COPIES_X;
  let height = params.out_height / COPIES_Y;
  let width = params.out_width / COPIES_X;
  for (var i = local; i < IMAGES * lines * columns * deep(); i += LANES) {
    let pixel = i / deep();
    let image = pixel / (lines * columns);
    let line = pixel / columns % lines;
    let column = pixel % columns;
    let r = tile.r + image;
    let iy = tile.oy / COPIES_Y + line;
    let ix = tile.ox / COPIES_X + column;
    let o = first_out + i % deep();
    if (r < params.rows && iy < height && ix < width && o < params.out_channels) {
      let at = ((r * height + iy) * width + ix) * params.out_channels + o;
      var slope = 1.0;
      if (ACTIVATION != LINEAR) {
        slope = activation_slope(ACTIVATION, vec4f(f32(x[at]))).x;
      }
      let first = (image * LINES + line * COPIES_Y) * COLUMNS + column * COPIES_X;
      var sum = 0.0;
      for (var cy = 0u; cy < COPIES_Y; cy++) {
        for (var cx = 0u; cx < COPIES_X; cx++) {
          sum += result(first + cy * COLUMNS + cx, i % deep());
        }
      }
      dx[at] = sum * slope;
    }
  }
}
