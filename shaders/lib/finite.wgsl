// Whether x is neither infinite nor NaN, from its bits: WGSL lets a compiler assume that arithmetic never makes either.
fn is_finite(x: f32) -> bool {
  return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u;
}

// The same of four at a time.
fn are_finite(x: vec4f) -> vec4<bool> {
  return (bitcast<vec4u>(x) & vec4u(0x7f800000u)) != vec4u(0x7f800000u);
}
