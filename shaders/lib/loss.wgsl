// Losses of four values at a time with their gradients: y is what the model says, t what it should say, and `count` the number
// of values that the mean is over. Needs lib/activation and lib/finite.

struct Loss {
  value: vec4f,
  slope: vec4f,
}

const EPSILON = 1e-7;
const ONE_MINUS_EPSILON = 0.99999988;  // 1 − 1e-7, Keras's bound, in f32: 1 − 2⁻²³
const LARGEST_LOGIT = 16.118095551;    // log((1 − 1e-7) / 1e-7): clipping a logit to ± this clips its probability

// Binary cross-entropy as Keras reports it, the probability p clipped to [1e-7, 1 − 1e-7].
fn binary_crossentropy(y: vec4f, t: vec4f, from_logits: bool, count: f32) -> Loss {
  var loss: Loss;
  if (from_logits) {
    loss = from_logit(y, t, count);
  } else {
    loss = from_probability(y, t, count);
  }
  // clamp() may turn a NaN into a bound; a model that has left the finite numbers must show in its loss.
  loss.value = select(y, loss.value, are_finite(y));
  return loss;
}

// max(y, 0) − y t + log(1 + exp(−|y|)), y clipped, and (sigmoid(y) − t) / count, y as it is.
fn from_logit(y: vec4f, t: vec4f, count: f32) -> Loss {
  let e = exp(-abs(y));
  let p = select(e, vec4f(1.0), y >= vec4f()) / (1.0 + e);
  let z = clamp(y, vec4f(-LARGEST_LOGIT), vec4f(LARGEST_LOGIT));
  let value = max(z, vec4f()) - z * t + log_one_plus(max(e, vec4f(EPSILON / ONE_MINUS_EPSILON)));
  return Loss(value, (p - t) / count);
}

// −t log p − (1 − t) log(1 − p), and (p − t) / (p (1 − p)) / count, 0 where p is clipped.
fn from_probability(y: vec4f, t: vec4f, count: f32) -> Loss {
  let p = clamp(y, vec4f(EPSILON), vec4f(ONE_MINUS_EPSILON));
  let value = -(t * log(p) + (1.0 - t) * log(1.0 - p));
  return Loss(value, select(vec4f(), (p - t) / (p * (1.0 - p)) / count, p == y));
}

fn mean_squared_error(y: vec4f, t: vec4f, count: f32) -> Loss {
  return Loss((y - t) * (y - t), 2.0 * (y - t) / count);
}
