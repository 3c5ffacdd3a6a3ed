// Peak of the arithmetic: eight independent chains of multiply-adds an invocation, on four floats each.
//   z [invocations * 4]  where the chains end, so that no compiler may leave them out
// An invocation computes 64 floating-point operations a round: 8 chains of 4 multiply-adds.

const WORKGROUP = 64u;
const ROUNDS = 256u;

@group(0) @binding(0) var<storage, read_write> z: array<vec4<f32>>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  // No two numbers may be the same or known beforehand: a compiler would compute them once for all.
  let lane = vec4<f32>(0.0, 0.03, 0.05, 0.07);
  let factor = lane + 0.5 + f32(id.x & 3u) * 0.125;
  let summand = lane + 0.25 + f32(id.x & 7u) * 0.0625;
  var a = summand;
  var b = summand + 1.0;
  var c = summand + 2.0;
  var d = summand + 3.0;
  var e = summand + 4.0;
  var f = summand + 5.0;
  var g = summand + 6.0;
  var h = summand + 7.0;
  for (var round = 0u; round < ROUNDS; round++) {
    a = fma(a, factor, summand);
    b = fma(b, factor, summand);
    c = fma(c, factor, summand);
    d = fma(d, factor, summand);
    e = fma(e, factor, summand);
    f = fma(f, factor, summand);
    g = fma(g, factor, summand);
    h = fma(h, factor, summand);
  }
  z[id.x] = a + b + c + d + e + f + g + h;
}
