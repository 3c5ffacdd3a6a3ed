// bias-gradient where units come in fours: db[c] = Σ_r dz[r, c].
//
//   dz  [rows, units]  in fours
//   db  [units]        out
//
// One invocation four units side by side, walking down the rows; WORKGROUP a workgroup; ceil(units / 4 / WORKGROUP) workgroups,
// folded.
// Uses lib/grid. Twin: src/reference/bias-gradient.ts

struct Params {
  rows: u32,
  units: u32,
}

@group(0) @binding(0) var<storage, read> dz: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> db: array<vec4f>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let across = params.units / 4u;
  let c = linear_id(id, workgroups);
  if (c < across) {
    var sum = vec4f();
    for (var r = 0u; r < params.rows; r++) {
      sum += dz[r * across + c];
    }
    db[c] = sum;
  }
}
