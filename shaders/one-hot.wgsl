// The labels of a batch, one-hot: t[r, j] = 1 where labels[order[start + r]] = j, else 0.
//
//   labels  [count]       the class of each sample of the data set, from 0
//   order   [count]       the samples in the order of the epoch
//   t       [rows, size]  out
//   step  start
//
// One invocation a value; WORKGROUP a workgroup; ceil(rows · size / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/step. Twin: src/reference/one-hot.ts

struct Params {
  rows: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> labels: array<u32>;
@group(0) @binding(1) var<storage, read> order: array<u32>;
@group(0) @binding(2) var<storage, read_write> t: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;
@group(0) @binding(4) var<uniform> step: Step;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.rows * params.size) {
    let label = labels[order[step.start + i / params.size]];
    t[i] = select(0.0, 1.0, label == i % params.size);
  }
}
