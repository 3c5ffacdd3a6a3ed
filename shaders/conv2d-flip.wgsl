// A convolution's kernel turned round, in space and between its channels: v[ky, kx, o, c] =
// w[kernel_height − 1 − ky, kernel_width − 1 − kx, c, o]. With it the gradient of the input of a convolution of stride 1 is
// itself a convolution: of dz, padded by kernel_height − 1 − pad_top and kernel_width − 1 − pad_left.
//
//   w  [kernel_height, kernel_width, in_channels, out_channels]
//   v  [kernel_height, kernel_width, out_channels, in_channels]  out
//
// One invocation a value; WORKGROUP a workgroup; ceil(values / WORKGROUP) workgroups, folded.
// The plan may store w and v in f16.
// Uses lib/grid. Twin: src/reference/conv2d-flip.ts

struct Params {
  places: u32,        // kernel_height · kernel_width: turning both round is turning their order round
  in_channels: u32,
  out_channels: u32,
}

alias W = f32;
alias V = f32;

@group(0) @binding(0) var<storage, read> w: array<W>;
@group(0) @binding(1) var<storage, read_write> v: array<V>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.places * params.in_channels * params.out_channels) {
    let c = i % params.in_channels;
    let o = (i / params.in_channels) % params.out_channels;
    let place = params.places - 1u - i / (params.in_channels * params.out_channels);
    v[i] = V(w[(place * params.in_channels + c) * params.out_channels + o]);
  }
}
