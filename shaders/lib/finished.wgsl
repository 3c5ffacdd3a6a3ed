// The end of a convolution by lib/convolved: bias and activation, for kernels with b [out_channels]. Needs lib/fours,
// lib/activation.

override HAS_BIAS: bool;
override ACTIVATION: u32;

fn finished(sums: vec4f, o: u32) -> vec4f {
  var biases = vec4f();
  if (HAS_BIAS) {
    let i = four_from(o, params.out_channels);
    biases = vec4f(b[i.x], b[i.y], b[i.z], b[i.w]);
  }
  return activate(ACTIVATION, sums + biases);
}
