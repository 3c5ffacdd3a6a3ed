// Fours of a dimension, whatever its length.

// The elements first … first + 3 of a dimension; those beyond the last are the last.
fn four_from(first: u32, length: u32) -> vec4u {
  return min(vec4u(first, first + 1u, first + 2u, first + 3u), vec4u(length - 1u));
}
