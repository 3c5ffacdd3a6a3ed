// dz of a convolution as it is, or of one whose largest values alone went on, through a max-pool2d: then
// dz [rows, POOLED_HEIGHT, POOLED_WIDTH, channels] is the gradient of these, and `places`, of the same shape, says where in its
// window of WINDOW_Y × WINDOW_X pixels each was, in row-major order; all other pixels have a gradient of 0. Without a pool
// windows are of one pixel, and `places` is not read. For kernels with dz_depths(), how many of four channels there are at most.

override WINDOW_Y: u32;
override WINDOW_X: u32;
override POOLED_HEIGHT: u32;
override POOLED_WIDTH: u32;

// Four of the channels of a pixel, 0 behind the last channel and outside.
fn dz_four(inside: bool, r: u32, oy: u32, ox: u32, channel: u32, channels: u32) -> vec4f {
  let line = oy / WINDOW_Y;
  let column = ox / WINDOW_X;
  let has_window = line < POOLED_HEIGHT && column < POOLED_WIDTH;
  let some = inside && has_window && channel < channels;
  let at = select(0u, ((r * POOLED_HEIGHT + line) * POOLED_WIDTH + column) * channels + channel, some);
  let last = channels - 1u - channel;
  let depths = dz_depths();
  var is_here = vec4<bool>(some) & (vec4u(0u, 1u, 2u, 3u) <= vec4u(last));
  var four = vec4f(f32(dz[at]), 0.0, 0.0, 0.0);
  if (depths > 1u) { four.y = f32(dz[at + min(1u, last)]); }
  if (depths > 2u) { four.z = f32(dz[at + min(2u, last)]); }
  if (depths > 3u) { four.w = f32(dz[at + min(3u, last)]); }
  if (WINDOW_Y * WINDOW_X > 1u) {
    var place = vec4f(places[at], 0.0, 0.0, 0.0);
    if (depths > 1u) { place.y = places[at + min(1u, last)]; }
    if (depths > 2u) { place.z = places[at + min(2u, last)]; }
    if (depths > 3u) { place.w = places[at + min(3u, last)]; }
    is_here &= place == vec4f(f32(oy % WINDOW_Y * WINDOW_X + ox % WINDOW_X));
  }
  return select(vec4f(), four, is_here);
}
