// Gradient of a bias: db[c] = Σ_r dz[r, c].
//
//   dz  [rows, units]
//   db  [units]        out
//
// One invocation a unit, walking down the rows; WORKGROUP a workgroup; ceil(units / WORKGROUP) workgroups, folded. The sum is taken
// in blocks, so that rounding errors grow with the root of its length, not with it.
// Uses lib/grid. Twin: src/reference/bias-gradient.ts

const BLOCK = 256u;  // rows

struct Params {
  rows: u32,
  units: u32,
}

@group(0) @binding(0) var<storage, read> dz: array<f32>;
@group(0) @binding(1) var<storage, read_write> db: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let c = linear_id(id, workgroups);
  if (c < params.units) {
    var sum = 0.0;
    for (var block = 0u; block < params.rows; block += BLOCK) {
      var part = 0.0;
      for (var r = block; r < min(block + BLOCK, params.rows); r++) {
        part += dz[r * params.units + c];
      }
      sum += part;
    }
    db[c] = sum;
  }
}
