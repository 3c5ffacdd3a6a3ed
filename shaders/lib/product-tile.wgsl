// A tile of z = activate(x · w + b), 16 rows × 16 columns by one invocation, where m, k and n are multiples of four: for kernels
// with x, w, b and z in fours, of X, W, f32 and Z, and the functions other_x and other_w, which give what an invocation need not
// load itself.
//
// Sixteen accumulators aRC of 4 × 4, each column of one a row of z, which begin as the bias. Along k it goes in fours: a
// block of x has 4 rows × 4 depths, one of w 4 depths × 4 columns, and their product adds 4 × 4 × 4 terms, so that 8 blocks feed
// 256 multiply-adds of four. Loads beyond an edge are clamped onto it and their results never stored.
// WORKGROUP_COLUMNS × WORKGROUP_ROWS tiles a workgroup; workgroups in row-major order of z. Needs lib/activation.

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

// x's rows row … row + 3 as columns, k … k + 3 down each.
fn x_block(row: u32, k: u32) -> mat4x4f {
  if (TRANSPOSE_X) {
    return transpose(x_fours(k, min(row, params.m - 4u), params.m / 4u));
  }
  return x_fours(min(row, params.m - 4u), k, params.k / 4u);
}

// w's depths k … k + 3 as columns, column … column + 3 down each.
fn w_block(column: u32, k: u32) -> mat4x4f {
  if (TRANSPOSE_W) {
    return transpose(w_fours(min(column, params.n - 4u), k, params.k / 4u));
  }
  return w_fours(k, min(column, params.n - 4u), params.n / 4u);
}

// Of x as it lies, `across` fours a line: four lines from `line` on, of each the four that `place` begins.
fn x_fours(line: u32, place: u32, across: u32) -> mat4x4f {
  let i = line * across + place / 4u;
  return mat4x4f(vec4f(x[i]), vec4f(x[i + across]), vec4f(x[i + 2u * across]), vec4f(x[i + 3u * across]));
}

// Of w as it lies, likewise.
fn w_fours(line: u32, place: u32, across: u32) -> mat4x4f {
  let i = line * across + place / 4u;
  return mat4x4f(vec4f(w[i]), vec4f(w[i + across]), vec4f(w[i + 2u * across]), vec4f(w[i + 3u * across]));
}

// Four rows that all hold the bias of four columns.
fn bias_block(column: u32) -> mat4x4f {
  if (!HAS_BIAS) {
    return mat4x4f();
  }
  let row = b[min(column, params.n - 4u) / 4u];
  return mat4x4f(row, row, row, row);
}

fn store_block(row: u32, column: u32, block: mat4x4f) {
  if (row < params.m && column < params.n) {
    let across = params.n / 4u;
    let i = row * across + column / 4u;
    z[i] = vec4<Z>(activate(ACTIVATION, block[0]));
    z[i + across] = vec4<Z>(activate(ACTIVATION, block[1]));
    z[i + 2u * across] = vec4<Z>(activate(ACTIVATION, block[2]));
    z[i + 3u * across] = vec4<Z>(activate(ACTIVATION, block[3]));
  }
}

// The tile of one invocation of a workgroup, given its place there. `own` are the blocks that it loads itself, from the tile's
// row and column of 0 or 8 on; the other two are asked for by what they stand beside.
fn multiply(workgroup: u32, place: vec2u, own: vec2u) {
  let across = (params.n + TILE_COLUMNS * WORKGROUP_COLUMNS - 1u) / (TILE_COLUMNS * WORKGROUP_COLUMNS);
  let row = ((workgroup / across) * WORKGROUP_ROWS + place.y) * TILE_ROWS;
  let column = ((workgroup % across) * WORKGROUP_COLUMNS + place.x) * TILE_COLUMNS;
  let r0 = row + own.y; let r2 = row + 8u - own.y;
  let c0 = column + own.x; let c2 = column + 8u - own.x;

  let b0 = bias_block(c0);
  let b1 = bias_block(c0 + 4u);
  let b2 = bias_block(c2);
  let b3 = bias_block(c2 + 4u);
  var a00 = b0; var a01 = b1; var a02 = b2; var a03 = b3;
  var a10 = b0; var a11 = b1; var a12 = b2; var a13 = b3;
  var a20 = b0; var a21 = b1; var a22 = b2; var a23 = b3;
  var a30 = b0; var a31 = b1; var a32 = b2; var a33 = b3;

  for (var k = 0u; k < params.k; k += 4u) {
    let w0 = w_block(c0, k);
    let w1 = w_block(c0 + 4u, k);
    let w2 = other_w(w0, c2, k);
    let w3 = other_w(w1, c2 + 4u, k);
    let x0 = x_block(r0, k);
    a00 += w0 * x0; a01 += w1 * x0; a02 += w2 * x0; a03 += w3 * x0;
    let x1 = x_block(r0 + 4u, k);
    a10 += w0 * x1; a11 += w1 * x1; a12 += w2 * x1; a13 += w3 * x1;
    let x2 = other_x(x0, r2, k);
    a20 += w0 * x2; a21 += w1 * x2; a22 += w2 * x2; a23 += w3 * x2;
    let x3 = other_x(x1, r2 + 4u, k);
    a30 += w0 * x3; a31 += w1 * x3; a32 += w2 * x3; a33 += w3 * x3;
  }

  // In a loop, since SwiftShader takes as long to compile sixteen copies of it as all the rest.
  var blocks = array<mat4x4f, 16>(
    a00, a01, a02, a03, a10, a11, a12, a13, a20, a21, a22, a23, a30, a31, a32, a33,
  );
  for (var i = 0u; i < 16u; i++) {
    let down = select(r2, r0, i < 8u) + (i & 4u);
    let over = select(c2, c0, (i & 2u) == 0u) + 4u * (i & 1u);
    store_block(down, over, blocks[i]);
  }
}
