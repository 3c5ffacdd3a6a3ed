// Sums over rows of values, of what a kernel's function term(at) makes of the value at `at` of [rows, size]. Summed in blocks, so
// that rounding errors grow with the root of the length, not with it. Needs lib/grid and lib/lanes.

const BLOCK = 32u;  // values of a lane

// The sum over the row of the invocation of linear id `i`, for each of the row's lanes. All of the workgroup must come here.
fn sum_of_row(i: u32, rows: u32, size: u32) -> f32 {
  let share = share_of_row(i, rows, size);
  var sum = 0.0;
  for (var first = share.first; first < share.end; first += BLOCK * LANES) {
    var part = 0.0;
    for (var at = first; at < min(first + BLOCK * LANES, share.end); at += LANES) {
      part += term(at);
    }
    sum += part;
  }
  return sum_of_shares(i, sum);
}
