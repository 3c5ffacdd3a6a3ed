// Register-tiled matrix product where m, k and n are multiples of four: z = activate(x · w + b), every load and store four
// values wide. The faster brother of matmul-tiled, which takes any shape.
//
//   x  [m, k], or [k, m] when TRANSPOSE_X   all in fours
//   w  [k, n], or [n, k] when TRANSPOSE_W
//   b  [n]     read when HAS_BIAS (else any buffer stands in)
//   z  [m, n]  out
//
// One invocation a tile of z, 16 rows × 16 columns, all of whose blocks it loads itself: 32 loads feed 256 multiply-adds of
// four. lib/product-tile says how, and which tiles are a workgroup's; workgroups folded.
// The plan may store x, w and z in f16.
// Uses lib/grid, lib/product-tile. Twin: src/reference/matmul.ts

alias X = f32;
alias W = f32;
alias Z = f32;

@group(0) @binding(0) var<storage, read> x: array<vec4<X>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<W>>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> z: array<vec4<Z>>;
@group(0) @binding(4) var<uniform> params: Params;

fn other_x(beside: mat4x4f, row: u32, k: u32) -> mat4x4f {
  return x_block(row, k);
}

fn other_w(beside: mat4x4f, column: u32, k: u32) -> mat4x4f {
  return w_block(column, k);
}

@compute @workgroup_size(WORKGROUP_COLUMNS, WORKGROUP_ROWS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  multiply(linear_workgroup(workgroup, workgroups), local.xy, vec2u());
}
