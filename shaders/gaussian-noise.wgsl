// Gaussian noise: y = x + stddev · ε, ε standard normal, clipped to [low, high] when CLIP.
//
//   x     [count]
//   y     [count]  out
//   step  random
//
// One invocation four values side by side, which share a call of the generator; WORKGROUP invocations a workgroup;
// ceil(count / 4 / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/step, lib/random. Twin: src/reference/gaussian-noise.ts

override CLIP: bool;

struct Params {
  count: u32,
  stddev: f32,
  low: f32,
  high: f32,
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;
@group(0) @binding(3) var<uniform> step: Step;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let quad = linear_id(id, workgroups);
  let first = 4u * quad;
  if (first < params.count) {
    let noise = normals(pcg4d(vec4u(quad, params.stream, step.random, params.seed)));
    for (var k = 0u; k < min(4u, params.count - first); k++) {
      var noisy = x[first + k] + params.stddev * noise[k];
      if (CLIP) {
        // clamp() may turn a NaN into a bound.
        noisy = select(noisy, params.low, noisy < params.low);
        noisy = select(noisy, params.high, noisy > params.high);
      }
      y[first + k] = noisy;
    }
  }
}
