// What a row of a kernel's `x` is normalized by. Needs lib/grid and lib/lanes.

struct Moments {
  mean: f32,
  // 1 / √(variance + epsilon): the variance of the row's values themselves, divided by their number.
  scale: f32,
}

// Those of the row of the invocation of linear id `i`, for each of the row's lanes. All of the workgroup must come here. The
// variance is summed about the mean, not from squares of x, which would cancel.
fn moments_of_row(i: u32, share: Share, size: u32, epsilon: f32) -> Moments {
  var sum = 0.0;
  for (var at = share.first; at < share.end; at += LANES) {
    sum += x[at];
  }
  let mean = sum_of_shares(i, sum) / f32(size);
  var squares = 0.0;
  for (var at = share.first; at < share.end; at += LANES) {
    let apart = x[at] - mean;
    squares += apart * apart;
  }
  return Moments(mean, inverseSqrt(sum_of_shares(i, squares) / f32(size) + epsilon));
}
