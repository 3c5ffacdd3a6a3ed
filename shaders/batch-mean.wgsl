// The loss of a batch, the mean of its samples' losses, into the step's slot: losses[slot] = Σ_r loss[r] / rows.
//
//   loss    [rows]
//   losses  [steps]  out: one value a step of the epoch
//   step    slot
//
// One workgroup: each invocation sums every WORKGROUP-th row, then the partial sums meet in a tree.
// The plan chooses WORKGROUP.
// Uses lib/grid, lib/step, lib/mean-loss. Twin: src/reference/batch-mean.ts

struct Params {
  rows: u32,
}

@group(0) @binding(0) var<storage, read> loss: array<f32>;
@group(0) @binding(1) var<storage, read_write> losses: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;
@group(0) @binding(3) var<uniform> step: Step;

var<workgroup> partial: array<vec2f, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) lane: u32) {
  mean_loss(lane, WORKGROUP);
}
