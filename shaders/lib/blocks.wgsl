// Blocks of 4 × 4 of a matrix product's factors and result, for kernels with x [m, k], w [k, n], b [n] and z [m, n] in fours,
// their sizes in params, and the constants TRANSPOSE_X, TRANSPOSE_W, HAS_BIAS, ACTIVATION. Needs lib/activation.

// The elements first … first + 3 of a dimension, clamped onto its last one.
fn rows_of(first: u32, length: u32) -> vec4u {
  return min(vec4u(first, first + 1u, first + 2u, first + 3u), vec4u(length - 1u));
}

// x's rows row … row + 3 as columns, k … k + 3 down each.
fn x_block(row: u32, k: u32) -> mat4x4f {
  if (TRANSPOSE_X) {
    let i = rows_of(k, params.k) * (params.m / 4u) + min(row, params.m - 4u) / 4u;
    return transpose(mat4x4f(x[i.x], x[i.y], x[i.z], x[i.w]));
  }
  let i = rows_of(row, params.m) * (params.k / 4u) + k / 4u;
  return mat4x4f(x[i.x], x[i.y], x[i.z], x[i.w]);
}

// w's depths k … k + 3 as columns, column … column + 3 down each.
fn w_block(column: u32, k: u32) -> mat4x4f {
  if (TRANSPOSE_W) {
    let i = rows_of(column, params.n) * (params.k / 4u) + k / 4u;
    return transpose(mat4x4f(w[i.x], w[i.y], w[i.z], w[i.w]));
  }
  let i = rows_of(k, params.k) * (params.n / 4u) + min(column, params.n - 4u) / 4u;
  return mat4x4f(w[i.x], w[i.y], w[i.z], w[i.w]);
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
    z[i] = activate(ACTIVATION, block[0]);
    z[i + across] = activate(ACTIVATION, block[1]);
    z[i + 2u * across] = activate(ACTIVATION, block[2]);
    z[i + 3u * across] = activate(ACTIVATION, block[3]);
  }
}
