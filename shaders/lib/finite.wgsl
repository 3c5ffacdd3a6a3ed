// Whether x is neither infinite nor NaN, from its bits: WGSL lets a compiler assume that arithmetic never makes either.
fn is_finite(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u;
}
