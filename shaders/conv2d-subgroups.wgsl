// conv2d-quads for adapters with subgroups: z = activate(x ∗ w + b), stride 1, channels in fours. Needs WebGPU's feature
// "subgroups".
//
//   x  [rows, in_height, in_width, in_channels]                  outside it counts as 0
//   w  [kernel_height, kernel_width, in_channels, out_channels]
//   b  [out_channels]                                            read when HAS_BIAS (else any buffer stands in)
//   z  [rows, out_height, out_width, out_channels]               out
//
// One invocation a strip of z, as in conv2d-quads. All invocations of a workgroup need the same weights at the same time: each
// of a quad loads those of one of four input channels and hands them to the others, so that when WIDE, 24 loads and 24
// broadcasts feed 384 multiply-adds of four.
// WORKGROUP_STRIPS strips a workgroup; ceil(strips / WORKGROUP_STRIPS) workgroups for each 8 channels, folded.
// The plan may store x, w and z in f16.
// Uses lib/grid, lib/convolution, lib/strips, lib/strip-sums. Twin: src/reference/conv2d.ts

override WHOLE: bool;

alias X = f32;
alias W = f32;
alias Z = f32;

@group(0) @binding(0) var<storage, read> x: array<vec4<X>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<W>>;
@group(0) @binding(2) var<storage, read> b: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> z: array<vec4<Z>>;
@group(0) @binding(4) var<uniform> params: Params;

fn weights(at: u32, across: u32, kx: u32, lane: u32) -> mat4x4f {
  let row = select(vec4f(), vec4f(w[at + (lane % 4u) * across]), WHOLE || kx < params.kernel_width);
  return mat4x4f(quadBroadcast(row, 0u), quadBroadcast(row, 1u), quadBroadcast(row, 2u), quadBroadcast(row, 3u));
}

@compute @workgroup_size(WORKGROUP_STRIPS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  convolve(strip_at(linear_workgroup(workgroup, workgroups), local), lane);
}
