// The first half of clip-norm for GPUs, where a workgroup is not enough for a large tensor: the sum of a part's squares.
//
//   squares[p] = Σ g² over part p
//
//   parts    [parts, 4]  where each part of a tensor begins in the arena, its length; not read here: its tensor's first part,
//                        and how many the tensor has
//   g        [count]     gradients, the whole arena of the model
//   squares  [parts]     out
//
// One workgroup a part: each of its LANES invocations sums the squares of every LANES-th element, and the sums meet in a
// tree. `parts` workgroups, folded.
// Uses lib/grid, lib/workgroup-sum. Twin: src/reference/clip-norm-squares.ts

struct Params {
  parts: u32,
}

@group(0) @binding(0) var<storage, read> parts: array<u32>;
@group(0) @binding(1) var<storage, read> g: array<f32>;
@group(0) @binding(2) var<storage, read_write> squares: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = linear_workgroup(id, workgroups);
  var first = 0u;
  var length = 0u;  // of what a fold dispatches too many
  if (index < params.parts) {
    first = parts[4u * index];
    length = parts[4u * index + 1u];
  }
  var sum = 0.0;
  for (var i = lane; i < length; i += LANES) {
    sum += g[first + i] * g[first + i];
  }
  let all = sum_of_workgroup(lane, sum);
  if (lane == 0u && index < params.parts) {
    squares[index] = all;
  }
}
