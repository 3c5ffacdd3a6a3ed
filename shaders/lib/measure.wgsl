// What one value adds to a metric: y is what the model says, or the logit of it when from_logits, t what it should say. A y
// that is not finite shows. Needs lib/activation, lib/finite and lib/loss.

const MSE = 0u;
const MAE = 1u;
const BCE = 2u;
const KL = 3u;
const ACCURACY = 4u;

fn measure(metric: u32, y: f32, t: f32, from_logits: bool) -> f32 {
  if (!is_finite(y)) {
    return y;
  }
  var p = y;
  if (from_logits) {
    p = sigmoid(vec4f(y)).x;
  }
  switch metric {
    case MSE: { return (p - t) * (p - t); }
    case MAE: { return abs(p - t); }
    case BCE: { return binary_crossentropy(vec4f(y), vec4f(t), from_logits, 1.0).value.x; }
    default: {
      let q = clamp(t, EPSILON, 1.0);
      return q * log(q / clamp(p, EPSILON, 1.0));
    }
  }
}
