// Sampling of a variational code (Kingma and Welling, 2013): z = mean + exp(log_var / 2) · ε, ε standard normal.
//
//   mean     [count]
//   log_var  [count]
//   z        [count]  out
//   step     random
//
// One invocation four values side by side, which share a call of the generator; WORKGROUP invocations a workgroup;
// ceil(count / 4 / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/step, lib/random. Twin: src/reference/sampling.ts

struct Params {
  count: u32,
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> mean: array<f32>;
@group(0) @binding(1) var<storage, read> log_var: array<f32>;
@group(0) @binding(2) var<storage, read_write> z: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;
@group(0) @binding(4) var<uniform> step: Step;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let quad = linear_id(id, workgroups);
  let first = 4u * quad;
  if (first < params.count) {
    let noise = normals(pcg4d(vec4u(quad, params.stream, step.random, params.seed)));
    for (var k = 0u; k < min(4u, params.count - first); k++) {
      let i = first + k;
      z[i] = mean[i] + exp(0.5 * log_var[i]) * noise[k];
    }
  }
}
