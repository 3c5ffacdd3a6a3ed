// Register-tiled convolution of stride 1 where the channels are multiples of four: z = activate(x ∗ w + b).
//
//   x  [rows, in_height, in_width, in_channels]                  outside it counts as 0
//   w  [kernel_height, kernel_width, in_channels, out_channels]
//   b  [out_channels]                                            read when HAS_BIAS (else any buffer stands in)
//   z  [rows, out_height, out_width, out_channels]               out
//
// One invocation a strip of z, 16 pixels side by side when WIDE, else 8, × 8 channels: lib/strip-sums says how, PLACES places
// of the kernel at a time. WHOLE says that its width is a multiple of those: no place is behind the end of its line.
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
  let inside = WHOLE || kx < params.kernel_width;
  return mat4x4f(
    select(vec4f(), vec4f(w[at]), inside),
    select(vec4f(), vec4f(w[at + across]), inside),
    select(vec4f(), vec4f(w[at + 2u * across]), inside),
    select(vec4f(), vec4f(w[at + 3u * across]), inside),
  );
}

@compute @workgroup_size(WORKGROUP_STRIPS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  convolve(strip_at(linear_workgroup(workgroup, workgroups), local), 0u);
}
