// Gradient of a bias over many rows, in parts: db[part, c] = Σ dz[r, c] over the ROWS rows of the part. The sum of the parts
// (by bias-gradient) is the gradient.
//
//   dz  [rows, units]
//   db  [parts, units]  out; parts = ceil(rows / ROWS)
//
// LANES invocations a value of db, each walking down every LANES-th of its rows, four at a time; WORKGROUP a workgroup, for
// WORKGROUP / LANES values side by side; ceil(parts · units · LANES / WORKGROUP) workgroups, folded.
// The plan chooses ROWS.
// Uses lib/grid, lib/lanes. Twin: src/reference/bias-gradient.ts

const ROWS = 512u;

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
  let value = i / WORKGROUP * across + i % across;
  let lane = i % WORKGROUP / across;
  let first = (value / params.units) * ROWS;
  var sum = 0.0;
  if (first < params.rows) {
    let count = (min(ROWS, params.rows - first) + LANES - 1u - lane) / LANES;
    let quads = count / 4u;
    let down = LANES * params.units;
    var at = (first + lane) * params.units + value % params.units;
    var sums = vec4f();
    for (var quad = 0u; quad < quads; quad++) {
      sums += vec4f(dz[at], dz[at + down], dz[at + 2u * down], dz[at + 3u * down]);
      at += 4u * down;
    }
    sum = sums.x + sums.y + sums.z + sums.w;
    for (var row = 4u * quads; row < count; row++) {
      sum += dz[at];
      at += down;
    }
  }
  sum = sum_of_lanes(i % WORKGROUP, lane, across, sum);
  if (first < params.rows && lane == 0u) {
    db[value] = sum;
  }
}
