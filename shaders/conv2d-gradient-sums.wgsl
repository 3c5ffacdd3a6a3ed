// The parts of many gradients, added up: g[to + i] = Σ_p parts[from + p · size + i] for each row of a table.
//
//   parts  [count]    what convolutions' kernel gradients left
//   table  [rows, 6]  of each gradient: from, size, how many parts, to, how many values, its first block
//   g      [count]    out: gradients, the whole arena of the model; what no row has stays
//
// A workgroup of VALUES × SLICES invocations a block of VALUES values: one invocation sums every SLICES-th part of a value,
// AHEAD of them asked for at a time, the SLICES of a value meet in workgroup memory. Which row a block is of, the invocations
// find together, each looking at some rows. `blocks` workgroups, folded.
// The plan chooses VALUES.
// Uses lib/grid, lib/tree. Twin: src/reference/conv2d-gradient-sums.ts

const VALUES = 16u;  // a power of two
const LANES = 256u;
const SLICES = LANES / VALUES;
const AHEAD = 8u;

struct Params {
  rows: u32,
  blocks: u32,
}

@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read> table: array<u32>;
@group(0) @binding(2) var<storage, read_write> g: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> partial: array<f32, LANES>;
var<workgroup> row: u32;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = linear_workgroup(id, workgroups);
  // The last row that begins at this block or before.
  for (var r = lane; r < params.rows; r += LANES) {
    let next = table[6u * min(r + 1u, params.rows - 1u) + 5u];
    if (table[6u * r + 5u] <= index && (r + 1u == params.rows || next > index)) {
      row = r;
    }
  }
  workgroupBarrier();
  let size = table[6u * row + 1u];
  let count = table[6u * row + 2u];
  let i = (index - table[6u * row + 5u]) * VALUES + lane % VALUES;
  let is_value = index < params.blocks && i < table[6u * row + 4u];
  var sum = 0.0;
  if (is_value) {
    let begin = table[6u * row] + i;
    for (var base = lane / VALUES; base < count; base += AHEAD * SLICES) {
      var loaded = array<f32, AHEAD>();
      for (var k = 0u; k < AHEAD; k++) {
        loaded[k] = parts[begin + min(base + k * SLICES, count - 1u) * size];
      }
      for (var k = 0u; k < AHEAD; k++) {
        sum += select(0.0, loaded[k], base + k * SLICES < count);
      }
    }
  }
  partial[lane] = sum;
  meet_in_tree(lane, lane / VALUES, SLICES, VALUES);
  if (is_value && lane < VALUES) {
    g[table[6u * row + 3u] + i] = partial[lane];
  }
}
