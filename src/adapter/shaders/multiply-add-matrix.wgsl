// Peak of the arithmetic, for adapters that prefer it so: four independent chains of mat4x4 * vec4 + vec4.
//   z [invocations * 4]  where the chains end, so that no compiler may leave them out
// An invocation computes 128 floating-point operations a round: 4 chains of 16 multiply-adds.

const WORKGROUP = 64u;
const ROUNDS = 128u;

@group(0) @binding(0) var<storage, read_write> z: array<vec4<f32>>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  // No two numbers may be the same or known beforehand: a compiler would compute them once for all. Rows whose sum is
  // below 1 keep the chains finite.
  let lane = vec4<f32>(0.0, 0.03, 0.05, 0.07);
  let column = lane + 0.125 + f32(id.x & 3u) * 0.03125;
  let factor = mat4x4<f32>(column, column.yzwx * 0.9, column.zwxy * 0.8, column.wxyz * 0.7);
  let summand = lane + 0.25 + f32(id.x & 7u) * 0.0625;
  var a = summand;
  var b = summand + 1.0;
  var c = summand + 2.0;
  var d = summand + 3.0;
  for (var round = 0u; round < ROUNDS; round++) {
    a = factor * a + summand;
    b = factor * b + summand;
    c = factor * c + summand;
    d = factor * d + summand;
  }
  z[id.x] = a + b + c + d;
}
