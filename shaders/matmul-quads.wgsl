// Register-tiled matrix product where m, k and n are multiples of four: z = activate(x · w + b), every load and store four
// values wide. The faster brother of matmul-tiled, which takes any shape.
//
//   x  [m, k], or [k, m] when TRANSPOSE_X   all in fours
//   w  [k, n], or [n, k] when TRANSPOSE_W
//   b  [n]     read when HAS_BIAS (else any buffer stands in)
//   z  [m, n]  out
//
// One invocation a tile of z, 16 rows × 16 columns: sixteen accumulators aRC of 4 × 4, each column of one a row of z, which
// begin as the bias. Along k it goes in fours: X holds 4 rows × 4 depths of x, W 4 depths × 4 columns of w, and W · X adds
// a 4 × 4 × 4 block, so that 32 loads feed 256 multiply-adds of four. Loads beyond an edge are clamped onto it and their
// results never stored.
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

@compute @workgroup_size(WORKGROUP_COLUMNS, WORKGROUP_ROWS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let across = (params.n + TILE_COLUMNS * WORKGROUP_COLUMNS - 1u) / (TILE_COLUMNS * WORKGROUP_COLUMNS);
  let index = linear_workgroup(workgroup, workgroups);
  let row = ((index / across) * WORKGROUP_ROWS + local.y) * TILE_ROWS;
  let column = ((index % across) * WORKGROUP_COLUMNS + local.x) * TILE_COLUMNS;

  let b0 = bias_block(column);
  let b1 = bias_block(column + 4u);
  let b2 = bias_block(column + 8u);
  let b3 = bias_block(column + 12u);
  var a00 = b0; var a01 = b1; var a02 = b2; var a03 = b3;
  var a10 = b0; var a11 = b1; var a12 = b2; var a13 = b3;
  var a20 = b0; var a21 = b1; var a22 = b2; var a23 = b3;
  var a30 = b0; var a31 = b1; var a32 = b2; var a33 = b3;

  for (var k = 0u; k < params.k; k += 4u) {
    let w0 = w_block(column, k);
    let w1 = w_block(column + 4u, k);
    let w2 = w_block(column + 8u, k);
    let w3 = w_block(column + 12u, k);
    let x0 = x_block(row, k);
    a00 += w0 * x0; a01 += w1 * x0; a02 += w2 * x0; a03 += w3 * x0;
    let x1 = x_block(row + 4u, k);
    a10 += w0 * x1; a11 += w1 * x1; a12 += w2 * x1; a13 += w3 * x1;
    let x2 = x_block(row + 8u, k);
    a20 += w0 * x2; a21 += w1 * x2; a22 += w2 * x2; a23 += w3 * x2;
    let x3 = x_block(row + 12u, k);
    a30 += w0 * x3; a31 += w1 * x3; a32 += w2 * x3; a33 += w3 * x3;
  }

  store_block(row, column, a00); store_block(row, column + 4u, a01);
  store_block(row, column + 8u, a02); store_block(row, column + 12u, a03);
  store_block(row + 4u, column, a10); store_block(row + 4u, column + 4u, a11);
  store_block(row + 4u, column + 8u, a12); store_block(row + 4u, column + 12u, a13);
  store_block(row + 8u, column, a20); store_block(row + 8u, column + 4u, a21);
  store_block(row + 8u, column + 8u, a22); store_block(row + 8u, column + 12u, a23);
  store_block(row + 12u, column, a30); store_block(row + 12u, column + 4u, a31);
  store_block(row + 12u, column + 8u, a32); store_block(row + 12u, column + 12u, a33);
}
