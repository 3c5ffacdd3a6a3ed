// A sum that all LANES invocations of a workgroup share. Needs lib/tree.

const LANES = 256u;

var<workgroup> partial: array<f32, LANES>;

// The sum of what the lanes have, for each of them. All invocations of the workgroup must come here, once.
fn sum_of_workgroup(lane: u32, part: f32) -> f32 {
  partial[lane] = part;
  meet_in_tree(lane, lane, LANES, 1u);
  workgroupBarrier();
  return partial[0];
}
