// Activations and their slopes, of four values at a time. Numbers as in src/operations/codes.ts.

const LINEAR = 0u;
const RELU = 1u;
const SIGMOID = 2u;
const TANH = 3u;
const LEAKYRELU = 4u;
const ELU = 5u;

// leakyRelu's slope below 0, Keras 3's.
const LEAK = 0.2;

// 1 / (1 + exp(−z)), through exp of a negative number only: it cannot overflow.
fn sigmoid(z: vec4f) -> vec4f {
  let e = exp(-abs(z));
  return select(e, vec4f(1.0), z >= vec4f()) / (1.0 + e);
}

// tanh for |z| < 0.625, the odd polynomial of Cephes (tanhf).
fn tanh_near_zero(z: vec4f) -> vec4f {
  let q = z * z;
  var series = vec4f(-5.70498872745e-3);
  series = fma(series, q, vec4f(2.06390887954e-2));
  series = fma(series, q, vec4f(-5.37397155531e-2));
  series = fma(series, q, vec4f(1.33314422036e-1));
  series = fma(series, q, vec4f(-3.33332819422e-1));
  return fma(series * q, z, z);
}

// WGSL's tanh is only good to 1e-5. Near 0 by a polynomial, elsewhere through exp.
fn hyperbolic_tangent(z: vec4f) -> vec4f {
  let e = exp(-2.0 * abs(z));
  let far = sign(z) * (1.0 - e) / (1.0 + e);
  return select(far, tanh_near_zero(z), abs(z) < vec4f(0.625));
}

// exp(z) − 1 for z ≤ 0. Near 0, where the difference would cancel, with h = tanh(z / 2): 2 h / (1 − h), which also a NaN
// takes: some adapters' exp gives infinity for it.
fn exp_minus_one(z: vec4f) -> vec4f {
  let h = tanh_near_zero(0.5 * z);
  return select(2.0 * h / (1.0 - h), exp(z) - 1.0, z <= vec4f(-1.25));
}

fn activate(activation: u32, z: vec4f) -> vec4f {
  switch activation {
    case RELU: { return select(z, vec4f(), z <= vec4f()); }  // max() may turn a NaN into 0
    case SIGMOID: { return sigmoid(z); }
    case TANH: { return hyperbolic_tangent(z); }
    case LEAKYRELU: { return select(z, LEAK * z, z < vec4f()); }
    case ELU: { return select(exp_minus_one(select(z, vec4f(), z > vec4f())), z, z > vec4f()); }  // likewise min()
    default: { return z; }
  }
}

// The derivative, from the activation's result y.
fn activation_slope(activation: u32, y: vec4f) -> vec4f {
  switch activation {
    case RELU: { return select(vec4f(), vec4f(1.0), y > vec4f()); }
    case SIGMOID: { return y * (1.0 - y); }
    case TANH: { return (1.0 - y) * (1.0 + y); }
    case LEAKYRELU: { return select(vec4f(LEAK), vec4f(1.0), y > vec4f()); }
    case ELU: { return select(y + 1.0, vec4f(1.0), y > vec4f()); }
    default: { return vec4f(1.0); }
  }
}

// log(1 + e) for e in [0, 1], as in softplus with e = exp(−|z|). WGSL's log is only good to 2⁻²¹ near 1, so:
// log(1 + e) = 2 artanh(s), s = e / (2 + e) ≤ 1/3, by its series, whose first term left out is below
// 2 · 3⁻¹⁷ / 17 < 1e-9 of the sum.
fn log_one_plus(e: vec4f) -> vec4f {
  let s = e / (2.0 + e);
  let q = s * s;
  var series = vec4f(1.0 / 15.0);
  series = fma(series, q, vec4f(1.0 / 13.0));
  series = fma(series, q, vec4f(1.0 / 11.0));
  series = fma(series, q, vec4f(1.0 / 9.0));
  series = fma(series, q, vec4f(1.0 / 7.0));
  series = fma(series, q, vec4f(1.0 / 5.0));
  series = fma(series, q, vec4f(1.0 / 3.0));
  return 2.0 * fma(series * q, s, s);
}
