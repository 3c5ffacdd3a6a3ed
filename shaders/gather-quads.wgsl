// gather where a sample's values come in fours: x[r, j] = data[order[start + r], j], bytes scaled by 1/255.
//
//   data   [count, size]  the data set: bytes, four to a word (BYTES), or the bits of floats
//   order  [count]        the samples in the order of the epoch
//   x      [rows, size]   out, in fours: the batch
//   step   start
//
// One invocation four values side by side; WORKGROUP a workgroup; ceil(rows · size / 4 / WORKGROUP) workgroups, folded.
// The plan may store x in f16.
// Uses lib/grid, lib/step, lib/bytes. Twin: src/reference/gather.ts

override BYTES: bool;

struct Params {
  rows: u32,
  size: u32,
}

alias X = f32;

@group(0) @binding(0) var<storage, read> data: array<u32>;
@group(0) @binding(1) var<storage, read> order: array<u32>;
@group(0) @binding(2) var<storage, read_write> x: array<vec4<X>>;
@group(0) @binding(3) var<uniform> params: Params;
@group(0) @binding(4) var<uniform> step: Step;

fn bytes_of(word: u32) -> vec4f {
  let bytes = (vec4u(word) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(0xffu);
  return vec4f(scaled(bytes.x), scaled(bytes.y), scaled(bytes.z), scaled(bytes.w));
}

fn floats_at(at: u32) -> vec4f {
  return bitcast<vec4f>(vec4u(data[at], data[at + 1u], data[at + 2u], data[at + 3u]));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let across = params.size / 4u;
  let r = i / across;
  if (r < params.rows) {
    let four = order[step.start + r] * across + i % across;
    if (BYTES) {
      x[i] = vec4<X>(bytes_of(data[four]));
    } else {
      x[i] = vec4<X>(floats_at(4u * four));
    }
  }
}
