// The KL divergence of a normal distribution of one value from the standard one (Kingma and Welling, 2013, appendix B).

// exp(v) − 1 − v, how far exp lies above its tangent at 0. Within ±1, where the difference would cancel, by its series
// v² (1/2! + v/3! + …), whose first term left out is below 1/12! < 6e-9 of the sum. NaN and the infinities show.
fn exp_minus_tangent(v: f32) -> f32 {
  var series = 1.0 / 39916800.0;
  series = fma(series, v, 1.0 / 3628800.0);
  series = fma(series, v, 1.0 / 362880.0);
  series = fma(series, v, 1.0 / 40320.0);
  series = fma(series, v, 1.0 / 5040.0);
  series = fma(series, v, 1.0 / 720.0);
  series = fma(series, v, 1.0 / 120.0);
  series = fma(series, v, 1.0 / 24.0);
  series = fma(series, v, 1.0 / 6.0);
  series = fma(series, v, 1.0 / 2.0);
  return select(exp(v) - 1.0 - v, v * v * series, abs(v) < 1.0);
}

fn kl_divergence(mean: f32, log_var: f32) -> f32 {
  return 0.5 * (mean * mean + exp_minus_tangent(log_var));
}

// Its derivative by log_var; that by mean is mean.
fn kl_slope(log_var: f32) -> f32 {
  return 0.5 * select(exp(log_var) - 1.0, log_var + exp_minus_tangent(log_var), abs(log_var) < 1.0);
}
