// Sums over rows of values, of what a kernel's function term(at) makes of the value at `at` of [rows, size]. Summed in blocks, so
// that rounding errors grow with the root of the length, not with it. Needs lib/grid and lib/lanes.

const BLOCK = 32u;  // values of a lane

// The sum over the row of this invocation, which is i / LANES; `i` is its linear id. All of the workgroup must come here.
fn sum_of_row(i: u32, rows: u32, size: u32) -> f32 {
  var sum = 0.0;
  if (i / LANES < rows) {
    let row = i / LANES * size;
    for (var first = 0u; first < size; first += BLOCK * LANES) {
      let end = min(first + BLOCK * LANES, size);
      var part = 0.0;
      for (var j = first + i % LANES; j < end; j += LANES) {
        part += term(row + j);
      }
      sum += part;
    }
  }
  return sum_of_row_lanes(i, sum);
}

// Whether this invocation is the one that has something to say of its row.
fn is_first_of_row(i: u32, rows: u32) -> bool {
  return i / LANES < rows && i % LANES == 0u;
}
