// Decoupled weight decay (Loshchilov and Hutter, 2019), for every weight of a model: w ← w − decay · w.
//
//   w  [count]  in and out: weights, the whole arena of the model; count is a multiple of four
//   step  decay: the learning rate times the rate of decay
//
// One invocation four weights; WORKGROUP a workgroup; ceil(count / 4 / WORKGROUP) workgroups, folded. The arena's padding
// stays 0.
// Uses lib/grid, lib/step. Twin: src/reference/weight-decay.ts

struct Params {
  count: u32,
}

@group(0) @binding(0) var<storage, read_write> w: array<vec4f>;
@group(0) @binding(1) var<uniform> params: Params;
@group(0) @binding(2) var<uniform> step: Step;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.count / 4u) {
    w[i] -= step.decay * w[i];
  }
}
