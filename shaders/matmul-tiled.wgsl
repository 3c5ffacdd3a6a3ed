// Register-tiled matrix product with the layer's end in its epilogue: z = activate(x · w + b).
//
//   x  [m, k]  read at r · x_row + k · x_depth
//   w  [k, n]  read at k · w_depth + c · w_column
//   b  [n]     read when HAS_BIAS (else any buffer stands in)
//   z  [m, n]  out, row-major
//
// Strides make one kernel of a product and its two transposed forms: transposing a factor swaps its two strides.
//
// One invocation a tile of z, 16 rows × 8 columns: eight accumulators aRC of 4 × 4, each column of one a row of z, which
// begin as the bias. Along k it goes in fours: a block of x has 4 rows × 4 depths, one of w 4 depths × 4 columns, and their
// product adds 4 × 4 × 4 terms, so that 24 quadruples of loads feed 128 multiply-adds of four. Loads beyond an edge are clamped onto it and
// their results never stored; the last k % 4 depths go one by one.
// WORKGROUP_COLUMNS × WORKGROUP_ROWS tiles a workgroup; workgroups in row-major order of z, folded.
// The plan may store x, w and z in f16.
// Uses lib/grid, lib/fours, lib/store-four, lib/activation. Twin: src/reference/matmul.ts

override HAS_BIAS: bool;
override ACTIVATION: u32;

const TILE_ROWS = 16u;
const TILE_COLUMNS = 8u;
const WORKGROUP_COLUMNS = 2u;
const WORKGROUP_ROWS = 2u;

struct Params {
  m: u32,
  k: u32,
  n: u32,
  x_row: u32,
  x_depth: u32,
  w_depth: u32,
  w_column: u32,
}

alias X = f32;
alias W = f32;
alias Z = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read> w: array<W>;
@group(0) @binding(2) var<storage, read> b: array<f32>;
@group(0) @binding(3) var<storage, read_write> z: array<Z>;
@group(0) @binding(4) var<uniform> params: Params;

// x[row, k … k + 3], where `at` is the row's first element.
fn x_quad(at: u32, k: u32) -> vec4f {
  let i = at + k * params.x_depth;
  return vec4f(f32(x[i]), f32(x[i + params.x_depth]), f32(x[i + 2u * params.x_depth]), f32(x[i + 3u * params.x_depth]));
}

fn x_block(rows: vec4u, k: u32) -> mat4x4f {
  return mat4x4f(x_quad(rows.x, k), x_quad(rows.y, k), x_quad(rows.z, k), x_quad(rows.w, k));
}

// w[k, four columns], where `at` are the columns' first elements.
fn w_quad(at: vec4u, k: u32) -> vec4f {
  let i = at + k * params.w_depth;
  return vec4f(f32(w[i.x]), f32(w[i.y]), f32(w[i.z]), f32(w[i.w]));
}

fn w_block(columns: vec4u, k: u32) -> mat4x4f {
  return mat4x4f(w_quad(columns, k), w_quad(columns, k + 1u), w_quad(columns, k + 2u), w_quad(columns, k + 3u));
}

// x[four rows, k]
fn x_column(rows: vec4u, k: u32) -> vec4f {
  let i = rows + k * params.x_depth;
  return vec4f(f32(x[i.x]), f32(x[i.y]), f32(x[i.z]), f32(x[i.w]));
}

// w · xᵀ
fn outer(w: vec4f, x: vec4f) -> mat4x4f {
  return mat4x4f(w * x.x, w * x.y, w * x.z, w * x.w);
}

// Four rows that all hold the bias of four columns.
fn bias_block(column: u32) -> mat4x4f {
  if (!HAS_BIAS) {
    return mat4x4f();
  }
  let i = four_from(column, params.n);
  let row = vec4f(b[i.x], b[i.y], b[i.z], b[i.w]);
  return mat4x4f(row, row, row, row);
}

fn store_row(row: u32, column: u32, sums: vec4f) {
  if (row < params.m && column < params.n) {
    store_four(row * params.n + column, activate(ACTIVATION, sums), column, params.n);
  }
}

fn store_block(row: u32, column: u32, block: mat4x4f) {
  store_row(row, column, block[0]);
  store_row(row + 1u, column, block[1]);
  store_row(row + 2u, column, block[2]);
  store_row(row + 3u, column, block[3]);
}

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

  // Where the rows of x and the columns of w begin in memory.
  let r0 = four_from(row, params.m) * params.x_row;
  let r1 = four_from(row + 4u, params.m) * params.x_row;
  let r2 = four_from(row + 8u, params.m) * params.x_row;
  let r3 = four_from(row + 12u, params.m) * params.x_row;
  let c0 = four_from(column, params.n) * params.w_column;
  let c1 = four_from(column + 4u, params.n) * params.w_column;

  let b0 = bias_block(column);
  let b1 = bias_block(column + 4u);
  var a00 = b0; var a01 = b1;
  var a10 = b0; var a11 = b1;
  var a20 = b0; var a21 = b1;
  var a30 = b0; var a31 = b1;

  let whole = params.k - params.k % 4u;
  for (var k = 0u; k < whole; k += 4u) {
    let w0 = w_block(c0, k);
    let w1 = w_block(c1, k);
    let x0 = x_block(r0, k);
    a00 += w0 * x0; a01 += w1 * x0;
    let x1 = x_block(r1, k);
    a10 += w0 * x1; a11 += w1 * x1;
    let x2 = x_block(r2, k);
    a20 += w0 * x2; a21 += w1 * x2;
    let x3 = x_block(r3, k);
    a30 += w0 * x3; a31 += w1 * x3;
  }

  // The last k % 4 depths, one outer product each: w's four columns times each of x's four rows.
  for (var k = whole; k < params.k; k++) {
    let w0 = w_quad(c0, k);
    let w1 = w_quad(c1, k);
    let x0 = x_column(r0, k);
    a00 += outer(w0, x0); a01 += outer(w1, x0);
    let x1 = x_column(r1, k);
    a10 += outer(w0, x1); a11 += outer(w1, x1);
    let x2 = x_column(r2, k);
    a20 += outer(w0, x2); a21 += outer(w1, x2);
    let x3 = x_column(r3, k);
    a30 += outer(w0, x3); a31 += outer(w1, x3);
  }

  // In a loop, since SwiftShader takes as long to compile eight copies of it as all the rest.
  var blocks = array<mat4x4f, 8>(a00, a01, a10, a11, a20, a21, a30, a31);
  for (var i = 0u; i < 8u; i++) {
    store_block(row + 4u * (i / 2u), column + 4u * (i % 2u), blocks[i]);
  }
}
