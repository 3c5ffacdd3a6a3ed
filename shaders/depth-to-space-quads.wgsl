// depth-to-space where the channels are multiples of four.
//
//   y  [rows, down, across, stride_y · stride_x · channels]
//   x  [rows, height, width, channels]                       out
//
// One invocation up to RUN × four values side by side of a line of a block; WORKGROUP a workgroup; as many workgroups, folded, as
// cover the blocks, their stride_y lines of ceil(stride_x · channels / 4 / RUN) runs.
// The plan may store y and x in f16.
// Uses lib/grid, lib/depth. Twin: src/reference/depth-to-space.ts

alias Y = f32;
alias X = f32;

@group(0) @binding(0) var<storage, read> y: array<vec4<Y>>;
@group(0) @binding(1) var<storage, read_write> x: array<vec4<X>>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let run = run_at(linear_id(id, workgroups), params.channels / 4u);
  for (var i = 0u; i < run.length; i++) {
    if (run.left + i < run.width) {
      x[run.x + i] = vec4<X>(select(vec4<Y>(), y[run.y + i], run.in_y));
    }
  }
}
