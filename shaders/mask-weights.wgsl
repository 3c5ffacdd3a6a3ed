// What the values of a batch count where some are missing: m[r, j] = size / known[r] where mask[order[start + r], j] is not 0,
// else 0. known[r] is how many of the sample's values are known, so that their weights have the mean 1 over all of its
// values; where none is known, all weights are 0.
//
//   mask   [count, size]  bytes, four to a word: 0 where a value is missing
//   order  [count]        the samples in the order of the epoch
//   m      [rows, size]   out
//   step   start
//
// LANES invocations a row; WORKGROUP a workgroup; ceil(rows · LANES / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/lanes, lib/step. Twin: src/reference/mask-weights.ts

struct Params {
  rows: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> mask: array<u32>;
@group(0) @binding(1) var<storage, read> order: array<u32>;
@group(0) @binding(2) var<storage, read_write> m: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;
@group(0) @binding(4) var<uniform> step: Step;

fn is_known(at: u32) -> bool {
  return ((mask[at / 4u] >> (8u * (at % 4u))) & 0xffu) != 0u;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let share = share_of_row(i, params.rows, params.size);
  let row = i / LANES * params.size;
  let sample = order[step.start + min(i / LANES, params.rows - 1u)] * params.size;
  var known = 0u;
  for (var at = share.first; at < share.end; at += LANES) {
    known += select(0u, 1u, is_known(sample + at - row));
  }
  let weight = f32(params.size) / max(sum_of_shares(i, f32(known)), 1.0);
  for (var at = share.first; at < share.end; at += LANES) {
    m[at] = select(0.0, weight, is_known(sample + at - row));
  }
}
