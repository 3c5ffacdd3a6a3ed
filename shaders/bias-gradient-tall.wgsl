// Gradient of a bias over many rows, in parts: db[part, c] = Σ dz[r, c] over the ROWS rows of the part. The sum of the parts
// (by bias-gradient) is the gradient.
//
//   dz  [rows, units]
//   db  [parts, units]  out; parts = ceil(rows / ROWS)
//
// One invocation a value of db, walking down its rows four at a time; WORKGROUP a workgroup; ceil(parts · units / WORKGROUP)
// workgroups, folded.
// Uses lib/grid. Twin: src/reference/bias-gradient.ts

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
  let first = (i / params.units) * ROWS;
  if (first < params.rows) {
    let count = min(ROWS, params.rows - first);
    let quads = count / 4u;
    var at = first * params.units + i % params.units;
    var sums = vec4f();
    for (var quad = 0u; quad < quads; quad++) {
      sums += vec4f(dz[at], dz[at + params.units], dz[at + 2u * params.units], dz[at + 3u * params.units]);
      at += 4u * params.units;
    }
    var sum = sums.x + sums.y + sums.z + sums.w;
    for (var row = 4u * quads; row < count; row++) {
      sum += dz[at];
      at += params.units;
    }
    db[i] = sum;
  }
}
