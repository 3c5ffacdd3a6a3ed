// Random numbers by counter: the same four words in give the same four out, on every adapter, in any order, so nothing
// is kept between calls. A kernel counts by vec4u(quad, stream, step.random, seed): four values side by side from each
// call, a stream of its own for every layer, a number of its own for every step.

// pcg4d (Jarzynski and Olano, 2020, "Hash Functions for GPU Rendering", JCGT 9 (3)).
fn pcg4d(counter: vec4u) -> vec4u {
  var v = counter * 1664525u + 1013904223u;
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  v ^= v >> vec4u(16u);
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  return v;
}

// 2⁻²⁴. Words become the odd numbers below 2²⁴: times this, uniform in (0, 1), symmetric about ½, and exact in f32.
const UNIT = 5.9604644775390625e-8;

fn uniforms(words: vec4u) -> vec4f {
  return vec4f((words >> vec4u(8u)) | vec4u(1u)) * UNIT;
}

// −log(k / 2²⁴) for whole k from 1 to 2²⁴ − 1. WGSL's log is only good to 2⁻²¹ near 1, so: k / 2²⁴ = m · 2⁻ⁿ with m in
// [√½, √2), and log m = 2 artanh(s), s = (m − 1) / (m + 1), |s| < 0.172, by its series, whose first term left out is
// below 0.172¹⁰ / 11 < 3e-9 of the sum.
fn minus_log(k: vec2u) -> vec2f {
  let bits = bitcast<vec2u>(vec2f(k));
  let exponent = (bits - vec2u(0x3f3504f3u)) >> vec2u(23u);  // less the bits of √½
  let f = bitcast<vec2f>(bits - (exponent << vec2u(23u))) - 1.0;
  let s = f / (2.0 + f);
  let q = s * s;
  var series = vec2f(1.0 / 9.0);
  series = fma(series, q, vec2f(1.0 / 7.0));
  series = fma(series, q, vec2f(1.0 / 5.0));
  series = fma(series, q, vec2f(1.0 / 3.0));
  return vec2f(24u - exponent) * 0.69314718056 - 2.0 * fma(series * q, s, s);
}

// Four standard normals (Box and Muller, 1958): √(−2 log u) times cos 2πv and sin 2πv, from two pairs of uniforms.
// WGSL's cos and sin are only good to 2⁻¹¹, so: 2πv is some quarters of a turn, counted in integers, and an angle within
// ±π/4, whose cos and sin are Cephes's polynomials (sinf.c).
fn normals(words: vec4u) -> vec4f {
  let k = (words >> vec4u(8u)) | vec4u(1u);
  let radius = sqrt(2.0 * minus_log(k.xz));
  let quarters = (k.yw + vec2u(1u << 21u)) >> vec2u(22u);
  let angle = vec2f(bitcast<vec2i>(k.yw - (quarters << vec2u(22u)))) * 3.7450702829e-7;  // π/2 / 2²²
  let z = angle * angle;
  let s = fma(fma(vec2f(-1.9515295891e-4), z, vec2f(8.3321608736e-3)), z, vec2f(-1.6666654611e-1));
  let c = fma(fma(vec2f(2.443315711809948e-5), z, vec2f(-1.388731625493765e-3)), z, vec2f(4.166664568298827e-2));
  let sine = fma(s * z, angle, angle);
  let cosine = fma(c * z, z, fma(vec2f(-0.5), z, vec2f(1.0)));
  let odd = (quarters & vec2u(1u)) == vec2u(1u);
  let along = select(cosine, sine, odd);
  let across = select(sine, cosine, odd);
  // Signs: cos is negative in quarters 1 and 2, sin in 2 and 3.
  let x = radius * select(along, -along, ((quarters + 1u) & vec2u(2u)) == vec2u(2u));
  let y = radius * select(across, -across, (quarters & vec2u(2u)) == vec2u(2u));
  return vec4f(x.x, y.x, x.y, y.y);
}
