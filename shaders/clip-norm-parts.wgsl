// The second half of clip-norm for GPUs: scales each part of a tensor's gradient by what the whole tensor's norm asks for.
//
//   g ← g · norm / max(‖g‖, norm), ‖g‖ = √Σ squares of the tensor
//
//   parts    [parts, 4]  where each part of a tensor begins in the arena, its length, its tensor's first part, and how many
//                        the tensor has
//   squares  [parts]     what clip-norm-squares found
//   g        [count]     in and out: gradients, the whole arena of the model
//
// One workgroup a part: its LANES invocations sum the tensor's squares, every workgroup of a tensor in the same order, and
// scale every LANES-th element of the part. As in clip-norm, a tensor within the norm, or with a NaN in it, stays as it is.
// `parts` workgroups, folded.
// Uses lib/grid, lib/workgroup-sum. Twin: src/reference/clip-norm-parts.ts

struct Params {
  parts: u32,
  norm: f32,
}

@group(0) @binding(0) var<storage, read> parts: array<u32>;
@group(0) @binding(1) var<storage, read> squares: array<f32>;
@group(0) @binding(2) var<storage, read_write> g: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let index = linear_workgroup(id, workgroups);
  var part = vec4u();  // of what a fold dispatches too many
  if (index < params.parts) {
    let at = 4u * index;
    part = vec4u(parts[at], parts[at + 1u], parts[at + 2u], parts[at + 3u]);
  }
  var sum = 0.0;
  for (var i = lane; i < part.w; i += LANES) {
    sum += squares[part.z + i];
  }
  let size = sqrt(sum_of_workgroup(lane, sum));
  if (size > params.norm) {
    let scale = params.norm / size;
    for (var i = lane; i < part.y; i += LANES) {
      g[part.x + i] *= scale;
    }
  }
}
