// Gradient of the sampling layer and of its KL divergence, kl_scale = weight / rows:
//
//   dmean = dz + kl_scale · mean
//   dlog_var = dz · ε · exp(log_var / 2) / 2 + kl_scale · (exp(log_var) − 1) / 2
//
//   mean      [count]
//   log_var   [count]
//   dz        [count]
//   dmean     [count]  out
//   dlog_var  [count]  out
//   step      random, as when z was sampled: ε is drawn again, not kept
//
// One invocation four values side by side, which share a call of the generator; WORKGROUP invocations a workgroup;
// ceil(count / 4 / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/step, lib/random, lib/kl. Twin: src/reference/sampling-gradient.ts

struct Params {
  count: u32,
  kl_scale: f32,
  seed: u32,
  stream: u32,
}

@group(0) @binding(0) var<storage, read> mean: array<f32>;
@group(0) @binding(1) var<storage, read> log_var: array<f32>;
@group(0) @binding(2) var<storage, read> dz: array<f32>;
@group(0) @binding(3) var<storage, read_write> dmean: array<f32>;
@group(0) @binding(4) var<storage, read_write> dlog_var: array<f32>;
@group(0) @binding(5) var<uniform> params: Params;
@group(0) @binding(6) var<uniform> step: Step;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let quad = linear_id(id, workgroups);
  let first = 4u * quad;
  if (first < params.count) {
    let noise = normals(pcg4d(vec4u(quad, params.stream, step.random, params.seed)));
    for (var k = 0u; k < min(4u, params.count - first); k++) {
      let i = first + k;
      let v = log_var[i];
      dmean[i] = dz[i] + params.kl_scale * mean[i];
      dlog_var[i] = dz[i] * noise[k] * (0.5 * exp(0.5 * v)) + params.kl_scale * kl_slope(v);
    }
  }
}
