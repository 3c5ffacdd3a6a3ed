// matmul-quads for adapters with subgroups: z = activate(x · w + b) where m, k and n are multiples of four. Four invocations
// that cover a square of tiles load half as much each and swap the rest. Needs WebGPU's feature "subgroups".
//
//   x  [m, k], or [k, m] when TRANSPOSE_X   all in fours
//   w  [k, n], or [n, k] when TRANSPOSE_W
//   b  [n]     read when HAS_BIAS (else any buffer stands in)
//   z  [m, n]  out
//
// One invocation a tile of z, 16 rows × 16 columns, as lib/product-tile says; a workgroup of four the tiles of a square, two by
// two, each invocation's place given by its place in the quad. Invocations side by side share the rows of x, those above each
// other the columns of w: each loads two blocks of either and gets the other two by quadSwapX and quadSwapY, so that 16 loads
// and 16 swaps feed 256 multiply-adds of four. Of what two share, one loads the first half, the other the second.
// Workgroups folded.
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

// From the neighbour to the side.
fn other_x(own: mat4x4f, row: u32, k: u32) -> mat4x4f {
  return mat4x4f(quadSwapX(own[0]), quadSwapX(own[1]), quadSwapX(own[2]), quadSwapX(own[3]));
}

// From the one above or below.
fn other_w(own: mat4x4f, column: u32, k: u32) -> mat4x4f {
  return mat4x4f(quadSwapY(own[0]), quadSwapY(own[1]), quadSwapY(own[2]), quadSwapY(own[3]));
}

@compute @workgroup_size(WORKGROUP_COLUMNS, WORKGROUP_ROWS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  // A quad is numbered 0 1 above 2 3. Which of a workgroup's invocations make it, WGSL leaves open.
  let place = vec2u(invocation % 2u, (invocation / 2u) % 2u);
  // Those side by side take turns with rows of x, those above each other with columns of w.
  multiply(linear_workgroup(workgroup, workgroups), place, 8u * place.yx);
}
