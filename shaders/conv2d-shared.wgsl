// Convolution of stride 1 for GPUs with many lanes, any channels: invocations side by side share what they load.
// z = activate(x ∗ w + b); x may be read as an up-sampling2d would repeat its pixels.
//
//   x  [rows, in_height / REPEAT_Y, in_width / REPEAT_X, in_channels]  outside it counts as 0
//   w  [kernel_height, kernel_width, in_channels, out_channels]        FLIPPED [kernel_height, kernel_width, out_channels,
//                                                                      in_channels]
//   b  [out_channels]                                                  read when HAS_BIAS (else any buffer stands in)
//   z  [rows, out_height, out_width, out_channels]                     out
//
// Tiles, invocations and workgroups as lib/convolved says; workgroups folded.
// The plan may store x, w and z in f16.
// Uses lib/grid, lib/convolution, lib/repeated, lib/convolved, lib/finished. Twin: src/reference/conv2d.ts

alias X = f32;
alias W = f32;
alias Z = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read> w: array<W>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> z: array<Z>;
@group(0) @binding(4) var<uniform> params: Params;

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
  // Value by value, in their order in z.
  for (var i = local; i < IMAGES * LINES * COLUMNS * deep(); i += LANES) {
    let pixel = i / deep();
    let o = first_out + i % deep();
    let r = tile.r + pixel / (LINES * COLUMNS);
    let oy = tile.oy + pixel / COLUMNS % LINES;
    let ox = tile.ox + pixel % COLUMNS;
    if (r < params.rows && oy < params.out_height && ox < params.out_width && o < params.out_channels) {
      z[((r * params.out_height + oy) * params.out_width + ox) * params.out_channels + o] = Z(result(pixel, i % deep()));
    }
  }
}
