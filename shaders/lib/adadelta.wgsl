// The Adadelta update (Zeiler, 2012, with Keras's learning rate) of four weights, in this order:
//
//   a ← ρ a + (1 − ρ) g²      Δ = g · √(d + ε) / √(a + ε)      d ← ρ d + (1 − ρ) Δ²      w ← w − learning_rate · Δ
//
// 1 − ρ is passed, rounded once from double precision.

struct Adadelta {
  rho: f32,
  one_minus_rho: f32,
  epsilon: f32,
}

struct Weights {
  a: vec4f,  // running mean of squared gradients
  d: vec4f,  // running mean of squared updates
  w: vec4f,
}

fn adadelta(settings: Adadelta, learning_rate: f32, g: vec4f, old: Weights) -> Weights {
  let a = settings.rho * old.a + settings.one_minus_rho * g * g;
  let delta = g * sqrt(old.d + settings.epsilon) / sqrt(a + settings.epsilon);
  let d = settings.rho * old.d + settings.one_minus_rho * delta * delta;
  return Weights(a, d, old.w - learning_rate * delta);
}
