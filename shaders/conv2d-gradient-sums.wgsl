// The parts of many gradients, added up: g[to + i] = Σ_p parts[from + p · size + i] for each row of a table.
//
//   parts  [count]    what convolutions' kernel gradients left
//   table  [rows, 6]  of each gradient: from, size, how many parts, to, how many values, its first block
//   g      [count]    out: gradients, the whole arena of the model; what no row has stays
//
// A workgroup of VALUES × SLICES invocations a block of VALUES values: one invocation sums every SLICES-th part of a value,
// the SLICES of a value meet in workgroup memory. `blocks` workgroups, folded.
// Uses lib/grid. Twin: src/reference/conv2d-gradient-sums.ts

const VALUES = 16u;
const SLICES = 16u;
const LANES = 256u;

struct Params {
  rows: u32,
  blocks: u32,
}

@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read> table: array<u32>;
@group(0) @binding(2) var<storage, read_write> g: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

var<workgroup> partial: array<f32, LANES>;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = linear_workgroup(id, workgroups);
  // The last row that begins at this block or before.
  var row = 0u;
  while (row + 1u < params.rows && table[6u * row + 11u] <= index) {
    row++;
  }
  let size = table[6u * row + 1u];
  let count = table[6u * row + 2u];
  let i = (index - table[6u * row + 5u]) * VALUES + lane % VALUES;
  let is_value = index < params.blocks && i < table[6u * row + 4u];
  var sum = 0.0;
  if (is_value) {
    var at = table[6u * row] + lane / VALUES * size + i;
    for (var part = lane / VALUES; part < count; part += SLICES) {
      sum += parts[at];
      at += SLICES * size;
    }
  }
  partial[lane] = sum;
  for (var half = LANES / 2u; half >= VALUES; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      partial[lane] += partial[lane + half];
    }
  }
  if (is_value && lane < VALUES) {
    g[table[6u * row + 3u] + i] = partial[lane];
  }
}
