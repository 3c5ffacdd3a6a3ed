// Keras's clipnorm: scales each tensor's gradient so that its own L2 norm is at most `norm`.
//
//   g ← g · norm / max(‖g‖, norm), for each tensor
//
//   tensors  [tensors, 2]  where each tensor begins in the arena, and its length
//   g        [count]       in and out: gradients, the whole arena of the model
//
// One workgroup a tensor: each of its LANES invocations sums the squares of every LANES-th element, the partial sums meet
// in a tree, and all lanes scale. A tensor within the norm, or with a NaN in it, stays as it is; where the sum of squares
// leaves f32, the norm is infinite, as in Keras. `tensors` workgroups, folded.
// Uses lib/grid, lib/workgroup-sum. Twin: src/reference/clip-norm.ts

struct Params {
  tensors: u32,
  norm: f32,
}

@group(0) @binding(0) var<storage, read> tensors: array<u32>;
@group(0) @binding(1) var<storage, read_write> g: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let tensor = linear_workgroup(id, workgroups);
  var first = 0u;
  var length = 0u;  // of what a fold dispatches too many
  if (tensor < params.tensors) {
    first = tensors[2u * tensor];
    length = tensors[2u * tensor + 1u];
  }
  var sum = 0.0;
  for (var i = lane; i < length; i += LANES) {
    sum += g[first + i] * g[first + i];
  }
  let size = sqrt(sum_of_workgroup(lane, sum));
  if (size > params.norm) {
    let scale = params.norm / size;
    for (var i = lane; i < length; i += LANES) {
      g[first + i] *= scale;
    }
  }
}
