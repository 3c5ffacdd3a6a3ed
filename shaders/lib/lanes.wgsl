// Sums that invocations share. What a software adapter gives to one invocation, a row or a column of values, is too much for
// one of a GPU: there LANES take every LANES-th value each, neighbours side by side, and what they have meets in a tree. With
// one lane nothing meets. Needs lib/grid, lib/tree. The plan chooses LANES and WORKGROUP.

// Invocations to a sum: a power of two, at most WORKGROUP.
const LANES = 1u;

var<workgroup> partial: array<f32, WORKGROUP>;

// The sum of what the lanes have, for each of them. They lie `apart` in their workgroup; `place` is this invocation's place
// there, `lane` which of them it is. All invocations of the workgroup must come here.
fn sum_of_lanes(place: u32, lane: u32, apart: u32, part: f32) -> f32 {
  if (LANES == 1u) {
    return part;
  }
  workgroupBarrier();  // until the sum before this one has been read
  partial[place] = part;
  meet_in_tree(place, lane, LANES, apart);
  workgroupBarrier();
  return partial[place - lane * apart];
}

// What a lane has of a row of values: first, first + LANES … below end.
struct Share {
  first: u32,
  end: u32,
}

// The share of the invocation of linear id `i` in its row of [rows, size], which is row i / LANES; none behind the last row.
fn share_of_row(i: u32, rows: u32, size: u32) -> Share {
  let row = i / LANES * size;
  return Share(row + i % LANES, select(0u, row + size, i / LANES < rows));
}

// sum_of_lanes of a row.
fn sum_of_shares(i: u32, part: f32) -> f32 {
  return sum_of_lanes(i % WORKGROUP, i % LANES, 1u, part);
}

// Whether this lane is the one that stores what there is one of a row.
fn is_first_of_row(i: u32, rows: u32) -> bool {
  return i / LANES < rows && i % LANES == 0u;
}
