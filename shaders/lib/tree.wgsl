// Sums that invocations share, for kernels with workgroup memory `partial`, of numbers or of vectors.

// Adds up what `lanes` of them, a power of two, have put into `partial`, into the place of their first: it may read the sum at
// once, all others behind a barrier. They lie `apart` in their workgroup; `place` is this invocation's place there, `lane` which
// of them it is. All invocations of the workgroup must come here.
fn meet_in_tree(place: u32, lane: u32, lanes: u32, apart: u32) {
  for (var half = lanes / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      partial[place] += partial[place + half * apart];
    }
  }
}
