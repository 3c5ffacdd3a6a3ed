// The loss that a kernel is compiled for. Which that is must be known where it is chosen: as a parameter it took a software
// adapter 3 % of a step. Needs lib/loss.

override MEAN_SQUARED: bool;
override FROM_LOGITS: bool;

fn loss_of(y: vec4f, t: vec4f, count: f32) -> Loss {
  if (MEAN_SQUARED) {
    return mean_squared_error(y, t, count);
  }
  return binary_crossentropy(y, t, FROM_LOGITS, count);
}
