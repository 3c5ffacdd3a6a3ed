// Gradient of a bias: db[c] = Σ_r dz[r, c].
//
//   dz  [rows, units]
//   db  [units]        out
//
// One invocation a unit, walking down the rows; WORKGROUP a workgroup; ceil(units / WORKGROUP) workgroups, folded.
// Uses lib/grid. Twin: src/reference/bias-gradient.ts

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
    for (var r = 0u; r < params.rows; r++) {
      sum += dz[r * params.units + c];
    }
    db[c] = sum;
  }
}
