// The largest value of a row, and where it is: the first of equals. Needs lib/grid and lib/lanes.

struct Largest {
  value: f32,
  at: u32,
}

var<workgroup> lane_largest: array<Largest, WORKGROUP>;

// A value of the row for a lane to begin with, even one that has no share in a short row.
fn some_of(share: Share) -> u32 {
  return min(share.first, max(share.end, 1u) - 1u);
}

// The largest of what the lanes of a row have found, for each of them; `i` is the linear id. All of the workgroup must come here.
fn largest_of_shares(i: u32, own: Largest) -> Largest {
  if (LANES == 1u) {
    return own;
  }
  let place = i % WORKGROUP;
  let lane = i % LANES;
  workgroupBarrier();  // until the one before has been read
  lane_largest[place] = own;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      let one = lane_largest[place];
      let other = lane_largest[place + half];
      if (other.value > one.value || (other.value == one.value && other.at < one.at)) {
        lane_largest[place] = other;
      }
    }
  }
  workgroupBarrier();
  return lane_largest[place - lane];
}
