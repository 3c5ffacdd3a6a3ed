// Blocks of pixels taken for one pixel each: y[r, by, bx, py, px, c] =
// x[r, by · stride_y + py − pad_top, bx · stride_x + px − pad_left, c]. A convolution of these strides is one of stride 1 over
// the blocks, its kernel cut into blocks likewise.
//
//   x  [rows, height, width, channels]                       outside it counts as 0
//   y  [rows, down, across, stride_y · stride_x · channels]  out
//
// One invocation up to RUN values side by side of a line of a block; WORKGROUP a workgroup; as many workgroups, folded, as
// cover the blocks, their stride_y lines of ceil(stride_x · channels / RUN) runs.
// The plan may store x and y in f16.
// Uses lib/grid, lib/depth. Twin: src/reference/space-to-depth.ts

alias X = f32;
alias Y = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read_write> y: array<Y>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let run = run_at(linear_id(id, workgroups), params.channels);
  if (run.in_y) {
    for (var i = 0u; i < run.length; i++) {
      y[run.y + i] = Y(select(X(), x[run.x + i], run.left + i < run.width));
    }
  }
}
