// Matrix product for GPUs with many lanes: invocations side by side share what they load. z = activate(x · w + b), or parts
// of its sums. The levels' other products keep a large tile each to themselves, which suits a CPU and starves a GPU.
//
//   x  [m, k]         read at r · x_row + k · x_depth
//   w  [k, n]         read at k · w_depth + c · w_column
//   b  [n]            read when HAS_BIAS (else any buffer stands in)
//   z  [parts, m, n]  out, row-major; ceil(k / depth) parts, each the sum over `depth` of the depths (split-K): where z has too
//                     few values to keep a GPU busy. sum-parts adds them up; with one part z is the result.
//
// One invocation QUADS × QUADS blocks of z, 4 × 4 each, SIDE blocks apart; SIDE × SIDE invocations a workgroup, which covers a
// square of 4 QUADS SIDE. The depths go SIDE at a time: each invocation puts QUADS times four values of x and of w, of one
// depth, into workgroup memory, asks for those of the next depths, then takes what its rows and columns need from there.
// Depths beyond the part are 0; rows and columns beyond the edge are clamped onto it and never stored.
// Workgroups in row-major order of z, part after part, folded.
// The plan chooses SIDE and QUADS.
// The plan may store x, w and z in f16.
// Uses lib/grid, lib/fours, lib/store-four, lib/activation. Twin: src/reference/matmul.ts

override HAS_BIAS: bool;
override ACTIVATION: u32;

const SIDE = 8u;
const QUADS = 1u;
const FOURS = QUADS * SIDE;

struct Params {
  m: u32,
  k: u32,
  n: u32,
  depth: u32,
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

// Rows of x and columns of w in fours, [depth][four].
var<workgroup> x_fours: array<array<vec4f, FOURS>, SIDE>;
var<workgroup> w_fours: array<array<vec4f, FOURS>, SIDE>;

// x[four rows, k], or nothing at a depth beyond the part.
fn x_at(row: u32, k: u32, end: u32) -> vec4f {
  if (k >= end) {
    return vec4f();
  }
  let i = four_from(row, params.m) * params.x_row + k * params.x_depth;
  return vec4f(f32(x[i.x]), f32(x[i.y]), f32(x[i.z]), f32(x[i.w]));
}

// w[k, four columns], or nothing at a depth beyond the part.
fn w_at(column: u32, k: u32, end: u32) -> vec4f {
  if (k >= end) {
    return vec4f();
  }
  let i = four_from(column, params.n) * params.w_column + k * params.w_depth;
  return vec4f(f32(w[i.x]), f32(w[i.y]), f32(w[i.z]), f32(w[i.w]));
}

// Of the place of an invocation, the depth and the four that it loads: neighbours load what lies side by side in memory.
fn loaded(local: vec2u, depths_adjoin: bool) -> vec2u {
  return select(local.yx, local, depths_adjoin);
}

fn store_row(part: u32, row: u32, column: u32, sums: vec4f) {
  if (row >= params.m || column >= params.n) {
    return;
  }
  let bias = four_from(column, params.n);
  var y = sums;
  if (HAS_BIAS) {
    y += vec4f(b[bias.x], b[bias.y], b[bias.z], b[bias.w]);
  }
  store_four((part * params.m + row) * params.n + column, activate(ACTIVATION, y), column, params.n);
}

@compute @workgroup_size(SIDE, SIDE)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let square = 4u * FOURS;
  let across = (params.n + square - 1u) / square;
  let squares = across * ((params.m + square - 1u) / square);
  let index = linear_workgroup(workgroup, workgroups);
  let part = index / squares;
  let top = ((index % squares) / across) * square;
  let left = ((index % squares) % across) * square;
  let begin = min(part * params.depth, params.k);
  let end = min(begin + params.depth, params.k);

  let x_place = loaded(local.xy, params.x_depth == 1u);
  let w_place = loaded(local.xy, params.w_depth == 1u);
  var x_next: array<vec4f, QUADS>;
  var w_next: array<vec4f, QUADS>;
  for (var q = 0u; q < QUADS; q++) {
    x_next[q] = x_at(top + 4u * (x_place.y + q * SIDE), begin + x_place.x, end);
    w_next[q] = w_at(left + 4u * (w_place.y + q * SIDE), begin + w_place.x, end);
  }
  var sums: array<vec4f, 4u * QUADS * QUADS>;
  for (var k = begin; k < end; k += SIDE) {
    workgroupBarrier();
    for (var q = 0u; q < QUADS; q++) {
      x_fours[x_place.x][x_place.y + q * SIDE] = x_next[q];
      w_fours[w_place.x][w_place.y + q * SIDE] = w_next[q];
    }
    workgroupBarrier();
    for (var q = 0u; q < QUADS; q++) {
      x_next[q] = x_at(top + 4u * (x_place.y + q * SIDE), k + SIDE + x_place.x, end);
      w_next[q] = w_at(left + 4u * (w_place.y + q * SIDE), k + SIDE + w_place.x, end);
    }
    for (var d = 0u; d < SIDE; d++) {
      for (var r = 0u; r < QUADS; r++) {
        let rows = x_fours[d][local.y + r * SIDE];
        for (var c = 0u; c < QUADS; c++) {
          let columns = w_fours[d][local.x + c * SIDE];
          let i = 4u * (r * QUADS + c);
          sums[i] = fma(columns, vec4f(rows.x), sums[i]);
          sums[i + 1u] = fma(columns, vec4f(rows.y), sums[i + 1u]);
          sums[i + 2u] = fma(columns, vec4f(rows.z), sums[i + 2u]);
          sums[i + 3u] = fma(columns, vec4f(rows.w), sums[i + 3u]);
        }
      }
    }
  }

  // A fold may dispatch workgroups behind the last part: theirs has no depths.
  if (begin < end) {
    for (var r = 0u; r < QUADS; r++) {
      for (var c = 0u; c < QUADS; c++) {
        for (var i = 0u; i < 4u; i++) {
          let row = top + 4u * (local.y + r * SIDE) + i;
          store_row(part, row, left + 4u * (local.x + c * SIDE), sums[4u * (r * QUADS + c) + i]);
        }
      }
    }
  }
}
