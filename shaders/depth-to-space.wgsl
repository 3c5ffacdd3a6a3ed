// Back from space-to-depth: x[r, by · stride_y + py − pad_top, bx · stride_x + px − pad_left, c] = y[r, by, bx, py, px, c], and
// 0 where the blocks leave pixels of x over.
//
//   y  [rows, down, across, stride_y · stride_x · channels]
//   x  [rows, height, width, channels]                       out
//
// One invocation up to RUN values side by side of a line of a block; WORKGROUP a workgroup; as many workgroups, folded, as
// cover the blocks, their stride_y lines of ceil(stride_x · channels / RUN) runs.
// The plan may store y and x in f16.
// Uses lib/grid, lib/depth. Twin: src/reference/depth-to-space.ts

alias Y = f32;
alias X = f32;

@group(0) @binding(0) var<storage, read> y: array<Y>;
@group(0) @binding(1) var<storage, read_write> x: array<X>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let run = run_at(linear_id(id, workgroups), params.channels);
  for (var i = 0u; i < run.length; i++) {
    if (run.left + i < run.width) {
      x[run.x + i] = X(select(Y(), y[run.y + i], run.in_y));
    }
  }
}
