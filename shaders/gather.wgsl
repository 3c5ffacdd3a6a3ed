// Gather a batch: x[r, j] = data[order[start + r], j], bytes scaled by 1/255.
//
//   data   [count, size]  the data set: bytes, four to a word (BYTES), or the bits of floats
//   order  [count]        the samples in the order of the epoch
//   x      [rows, size]   out: the batch
//   step   start
//
// One invocation a value of x; WORKGROUP invocations a workgroup; ceil(rows · size / WORKGROUP) workgroups, folded.
// Samples need not begin on a word.
// Uses lib/grid, lib/step. Twin: src/reference/gather.ts

override BYTES: bool;

struct Params {
  rows: u32,
  size: u32,
}

@group(0) @binding(0) var<storage, read> data: array<u32>;
@group(0) @binding(1) var<storage, read> order: array<u32>;
@group(0) @binding(2) var<storage, read_write> x: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;
@group(0) @binding(4) var<uniform> step: Step;

// byte / 255 as Keras has it, correctly rounded for all 256 bytes. unpack4x8unorm and a division are not: some adapters
// multiply by a rounded 1 / 255. Here 1 / 255 is split into 257 / 65536, whose product with a byte is exact (in
// integers, so that no compiler puts the two parts together again), and the rest, 1 / (255 · 65536).
fn scaled(byte: u32) -> f32 {
  return f32(byte * 257u) / 65536.0 + f32(byte) * 5.9838392e-8;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.rows * params.size) {
    let sample = order[step.start + i / params.size];
    let at = sample * params.size + i % params.size;
    if (BYTES) {
      x[i] = scaled((data[at / 4u] >> (8u * (at % 4u))) & 0xffu);
    } else {
      x[i] = bitcast<f32>(data[at]);
    }
  }
}
