// Gather a batch: x[r, j] = data[order[start + r], j], bytes scaled by 1/255.
//
//   data   [count, size]  the data set: bytes, four to a word (BYTES), or the bits of floats
//   order  [count]        the samples in the order of the epoch
//   x      [rows, size]   out: the batch
//   step   start
//
// One invocation four values side by side in a row of x; WORKGROUP invocations a workgroup;
// ceil(rows · ceil(size / 4) / WORKGROUP) workgroups, folded.
// Samples need not begin on a word; where they all do, a word is read once for its four bytes.
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
@group(0) @binding(2) var<storage, read_write> x: array<X>;
@group(0) @binding(3) var<uniform> params: Params;
@group(0) @binding(4) var<uniform> step: Step;

fn byte_of(word: u32, lane: u32) -> f32 {
  return scaled((word >> (8u * lane)) & 0xffu);
}

fn value_at(at: u32) -> f32 {
  if (BYTES) {
    return byte_of(data[at / 4u], at % 4u);
  }
  return bitcast<f32>(data[at]);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let across = (params.size + 3u) / 4u;
  let r = i / across;
  if (r < params.rows) {
    let j = 4u * (i % across);
    let at = order[step.start + r] * params.size + j;
    let to = r * params.size + j;
    if (BYTES && params.size % 4u == 0u) {
      let word = data[at / 4u];
      x[to] = X(byte_of(word, 0u));
      x[to + 1u] = X(byte_of(word, 1u));
      x[to + 2u] = X(byte_of(word, 2u));
      x[to + 3u] = X(byte_of(word, 3u));
    } else {
      for (var k = 0u; k < min(4u, params.size - j); k++) {
        x[to + k] = X(value_at(at + k));
      }
    }
  }
}
