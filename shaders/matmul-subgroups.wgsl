// matmul-quads for adapters with subgroups: z = activate(x · w + b) where m, k and n are multiples of four. Four invocations
// that cover a square of tiles load half as much each and swap the rest. Needs WebGPU's feature "subgroups".
//
//   x  [m, k], or [k, m] when TRANSPOSE_X   all in fours
//   w  [k, n], or [n, k] when TRANSPOSE_W
//   b  [n]     read when HAS_BIAS (else any buffer stands in)
//   z  [m, n]  out
//
// One invocation a tile of z, 16 rows × 16 columns, as in matmul-quads; a workgroup of four the tiles of a square, two by two,
// each invocation's place given by its place in the quad. Invocations side by side share the rows of x, those above each
// other the columns of w: each loads two blocks of either and gets the other two by quadSwapX and quadSwapY, so that 16 loads
// and 16 swaps feed 256 multiply-adds of four. Its own two blocks come first: the tile's blocks are permuted by `turn_x` and
// `turn_w`, and stored where they belong.
// WORKGROUP_COLUMNS × WORKGROUP_ROWS tiles a workgroup; workgroups in row-major order of z, folded.
// Uses lib/grid, lib/blocks. Twin: src/reference/matmul.ts

override TRANSPOSE_X: bool;
override TRANSPOSE_W: bool;
override HAS_BIAS: bool;
override ACTIVATION: u32;

const TILE_ROWS = 16u;
const TILE_COLUMNS = 16u;
const WORKGROUP_COLUMNS = 2u;
const WORKGROUP_ROWS = 2u;

struct Params {
  m: u32,
  k: u32,
  n: u32,
}

@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read> w: array<vec4f>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> z: array<vec4f>;
@group(0) @binding(4) var<uniform> params: Params;

// A block of the neighbour to the side, and of the one above or below.
fn from_side(block: mat4x4f) -> mat4x4f {
  return mat4x4f(quadSwapX(block[0]), quadSwapX(block[1]), quadSwapX(block[2]), quadSwapX(block[3]));
}

fn from_above(block: mat4x4f) -> mat4x4f {
  return mat4x4f(quadSwapY(block[0]), quadSwapY(block[1]), quadSwapY(block[2]), quadSwapY(block[3]));
}

@compute @workgroup_size(WORKGROUP_COLUMNS, WORKGROUP_ROWS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(subgroup_invocation_id) invocation: u32,
) {
  let across = (params.n + TILE_COLUMNS * WORKGROUP_COLUMNS - 1u) / (TILE_COLUMNS * WORKGROUP_COLUMNS);
  let index = linear_workgroup(workgroup, workgroups);
  // A quad is numbered 0 1 above 2 3. Which of a workgroup's invocations make it, WGSL leaves open.
  let side = invocation % 2u;
  let below = (invocation / 2u) % 2u;
  let row = ((index / across) * WORKGROUP_ROWS + below) * TILE_ROWS;
  let column = ((index % across) * WORKGROUP_COLUMNS + side) * TILE_COLUMNS;

  // Rows and columns of the blocks in this invocation's order: its own two, then the neighbour's.
  let turn_x = 8u * side;
  let turn_w = 8u * below;
  let r0 = row + turn_x; let r1 = r0 + 4u; let r2 = row + 8u - turn_x; let r3 = r2 + 4u;
  let c0 = column + turn_w; let c1 = c0 + 4u; let c2 = column + 8u - turn_w; let c3 = c2 + 4u;

  let b0 = bias_block(c0);
  let b1 = bias_block(c1);
  let b2 = bias_block(c2);
  let b3 = bias_block(c3);
  var a00 = b0; var a01 = b1; var a02 = b2; var a03 = b3;
  var a10 = b0; var a11 = b1; var a12 = b2; var a13 = b3;
  var a20 = b0; var a21 = b1; var a22 = b2; var a23 = b3;
  var a30 = b0; var a31 = b1; var a32 = b2; var a33 = b3;

  for (var k = 0u; k < params.k; k += 4u) {
    let w0 = w_block(c0, k);
    let w1 = w_block(c1, k);
    let w2 = from_above(w0);
    let w3 = from_above(w1);
    let x0 = x_block(r0, k);
    let x1 = x_block(r1, k);
    let x2 = from_side(x0);
    let x3 = from_side(x1);
    a00 += w0 * x0; a01 += w1 * x0; a02 += w2 * x0; a03 += w3 * x0;
    a10 += w0 * x1; a11 += w1 * x1; a12 += w2 * x1; a13 += w3 * x1;
    a20 += w0 * x2; a21 += w1 * x2; a22 += w2 * x2; a23 += w3 * x2;
    a30 += w0 * x3; a31 += w1 * x3; a32 += w2 * x3; a33 += w3 * x3;
  }

  store_block(r0, c0, a00); store_block(r0, c1, a01); store_block(r0, c2, a02); store_block(r0, c3, a03);
  store_block(r1, c0, a10); store_block(r1, c1, a11); store_block(r1, c2, a12); store_block(r1, c3, a13);
  store_block(r2, c0, a20); store_block(r2, c1, a21); store_block(r2, c2, a22); store_block(r2, c3, a23);
  store_block(r3, c0, a30); store_block(r3, c1, a31); store_block(r3, c2, a32); store_block(r3, c3, a33);
}
