// For kernels with z of single values, each a Z.

// Stores the values first … first + 3 of a line of z, as far as its length goes, which is beyond `first`; that one to z[to].
fn store_four(to: u32, four: vec4f, first: u32, length: u32) {
  z[to] = Z(four.x);
  if (first + 1u < length) { z[to + 1u] = Z(four.y); }
  if (first + 2u < length) { z[to + 2u] = Z(four.z); }
  if (first + 3u < length) { z[to + 3u] = Z(four.w); }
}
