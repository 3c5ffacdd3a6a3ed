// Gradient of a bias: db[c] = Σ_r dz[r, c].
//
//   dz  [rows, units]
//   db  [units]        out
//
// LANES invocations a unit, each walking down every LANES-th row; WORKGROUP a workgroup, for WORKGROUP / LANES units side by
// side; ceil(units · LANES / WORKGROUP) workgroups, folded. Each sums in blocks, so that rounding errors grow with the root of
// its length, not with it.
// Uses lib/grid, lib/lanes. Twin: src/reference/bias-gradient.ts

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
  let i = linear_id(id, workgroups);
  let across = WORKGROUP / LANES;
  let c = i / WORKGROUP * across + i % across;
  let lane = i % WORKGROUP / across;
  var sum = 0.0;
  if (c < params.units) {
    for (var first = 0u; first < params.rows; first += BLOCK * LANES) {
      let end = min(first + BLOCK * LANES, params.rows);
      var part = 0.0;
      for (var r = first + lane; r < end; r += LANES) {
        part += dz[r * params.units + c];
      }
      sum += part;
    }
  }
  sum = sum_of_lanes(i % WORKGROUP, lane, across, sum);
  if (c < params.units && lane == 0u) {
    db[c] = sum;
  }
}
