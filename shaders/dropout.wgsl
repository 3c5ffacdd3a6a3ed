// Dropout: y = x · scale with probability 1 − rate, else 0; scale = 1 / (1 − rate) keeps the mean. On dy, with the same
// seed, stream and step, it is its own gradient.
//
//   x     [count]
//   y     [count]  out
//   step  random
//
// One invocation four values side by side, which share a call of the generator; WORKGROUP invocations a workgroup;
// ceil(count / 4 / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/step, lib/random. Twin: src/reference/dropout.ts

struct Params {
  count: u32,
  rate: f32,
  scale: f32,
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
    let keep = uniforms(pcg4d(vec4u(quad, params.stream, step.random, params.seed))) >= vec4f(params.rate);
    for (var k = 0u; k < min(4u, params.count - first); k++) {
      y[first + k] = select(0.0, x[first + k] * params.scale, keep[k]);
    }
  }
}
