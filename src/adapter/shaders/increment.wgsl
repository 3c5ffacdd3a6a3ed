// Latency of a dispatch: next to no work. On one buffer again and again, each dispatch must wait for the one before;
// on a buffer of its own, none must.
//   z [1]

@group(0) @binding(0) var<storage, read_write> z: array<f32>;

@compute @workgroup_size(1)
fn main() {
  z[0] += 1.0;
}
