// x of a convolution as it is, or the pixels of an up-sampling2d: of x [rows, in_height / REPEAT_Y, in_width / REPEAT_X,
// in_channels] each pixel stands REPEAT_Y × REPEAT_X times. For kernels with the geometry in params, and DEPTHS, how many of
// four channels there are at most.

override REPEAT_Y: u32;
override REPEAT_X: u32;

// Four channels of a pixel, 0 behind the last channel and outside.
fn patch_four(inside: bool, r: u32, iy: u32, ix: u32, channel: u32) -> vec4f {
  let line = r * (params.in_height / REPEAT_Y) + iy / REPEAT_Y;
  let pixel = line * (params.in_width / REPEAT_X) + ix / REPEAT_X;
  let some = inside && channel < params.in_channels;
  let at = select(0u, pixel * params.in_channels + channel, some);
  let last = params.in_channels - 1u - channel;
  var four = vec4f(f32(x[at]), 0.0, 0.0, 0.0);
  if (DEPTHS > 1u) { four.y = f32(x[at + min(1u, last)]); }
  if (DEPTHS > 2u) { four.z = f32(x[at + min(2u, last)]); }
  if (DEPTHS > 3u) { four.w = f32(x[at + min(3u, last)]); }
  return select(vec4f(), four, vec4<bool>(some) & (vec4u(0u, 1u, 2u, 3u) <= vec4u(last)));
}
