// The loss of a batch, the mean of its samples' losses, into the step's slot: losses[slot] = Σ_r loss[r] / rows. For kernels
// that bind loss and losses, have params.rows and step, and workgroup memory `partial` of vectors. Needs lib/step, lib/tree.

// By a workgroup of `lanes` invocations, a power of two, which all must come here: each sums every `lanes`-th row.
fn mean_loss(lane: u32, lanes: u32) {
  var sum = 0.0;
  for (var r = lane; r < params.rows; r += lanes) {
    sum += loss[r];
  }
  partial[lane].x = sum;
  meet_in_tree(lane, lane, lanes, 1u);
  if (lane == 0u) {
    losses[step.slot] = partial[0].x / f32(params.rows);
  }
}
