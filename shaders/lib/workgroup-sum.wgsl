// A sum that all LANES invocations of a workgroup share.

const LANES = 256u;

var<workgroup> partial: array<f32, LANES>;

// The sum of what the lanes have, for each of them, met in a tree. All invocations of the workgroup must come here, once.
fn sum_of_workgroup(lane: u32, part: f32) -> f32 {
  partial[lane] = part;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      partial[lane] += partial[lane + half];
    }
  }
  workgroupBarrier();
  return partial[0];
}
