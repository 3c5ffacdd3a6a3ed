// A strip of a convolution of stride 1 where all channels are multiples of four, for kernels with x in fours and
// weights(at, across, kx, lane): the weights of four input channels (columns), `across` apart from `at` on, for four output
// channels; 0 where kx is behind the end of a line of the kernel. Needs lib/convolution, lib/strips.
//
// Each round of the loop takes PLACES places side by side of the kernel, two or three, and four input channels: a pixel of x,
// once loaded, serves them all, so that when WIDE, 42 loads feed 384 multiply-adds of four. Pixels outside x are 0, whatever
// was read.
// One loop, not three nested ones: a software adapter took half as long again for those.

override PLACES: u32;

fn pixel(at: u32, inside: bool) -> vec4f {
  return select(vec4f(), vec4f(x[at]), inside);
}

// What four pixels get from a round: through each place of the kernel they see pixels of x of their own.
fn summed(w0: mat4x4f, p0: mat4x4f, w1: mat4x4f, p1: mat4x4f, w2: mat4x4f, p2: mat4x4f) -> mat4x4f {
  if (PLACES == 2u) {
    return w0 * p0 + w1 * p1;
  }
  return w0 * p0 + w1 * p1 + w2 * p2;
}

fn convolve(strip: Strip, lane: u32) {
  let deep = params.in_channels / 4u;
  let across = params.out_channels / 4u;
  let c0 = clamped(strip.column);
  let c1 = clamped(strip.column + 1u);

  var a00 = bias_block(strip.column); var a01 = bias_block(strip.column + 1u);
  var a10 = a00; var a11 = a01;
  var a20 = a00; var a21 = a01;
  var a30 = a00; var a31 = a01;

  let rounds = params.kernel_height * ((params.kernel_width + PLACES - 1u) / PLACES) * deep;
  var ky = 0u;
  var kx = 0u;
  var c = 0u;
  for (var i = 0u; i < rounds; i++) {
    // Above the first line and before the first pixel these wrap around to large numbers, which are outside as well.
    let iy = strip.oy + ky - params.pad_top;
    let ix = select(params.in_width, strip.ox + kx - params.pad_left, iy < params.in_height);
    let at = ((strip.r * params.in_height + iy) * params.in_width + ix) * deep + c;
    let row = ((ky * params.kernel_width + kx) * params.in_channels + 4u * c) * across;
    let next = params.in_channels * across;
    let w00 = weights(row + c0, across, kx, lane);
    let w01 = weights(row + c1, across, kx, lane);
    let w10 = weights(row + next + c0, across, kx + 1u, lane);
    let w11 = weights(row + next + c1, across, kx + 1u, lane);
    var w20 = mat4x4f();
    var w21 = mat4x4f();
    if (PLACES == 3u) {
      w20 = weights(row + 2u * next + c0, across, kx + 2u, lane);
      w21 = weights(row + 2u * next + c1, across, kx + 2u, lane);
    }
    let x0 = pixel(at, ix < params.in_width);
    let x1 = pixel(at + deep, ix + 1u < params.in_width);
    let x2 = pixel(at + 2u * deep, ix + 2u < params.in_width);
    let x3 = pixel(at + 3u * deep, ix + 3u < params.in_width);
    let x4 = pixel(at + 4u * deep, ix + 4u < params.in_width);
    let x5 = pixel(at + 5u * deep, ix + 5u < params.in_width);
    let p0 = mat4x4f(x0, x1, x2, x3);
    let p1 = mat4x4f(x1, x2, x3, x4);
    let p2 = mat4x4f(x2, x3, x4, x5);
    a00 += summed(w00, p0, w10, p1, w20, p2);
    a01 += summed(w01, p0, w11, p1, w21, p2);
    let x6 = pixel(at + 6u * deep, ix + 6u < params.in_width);
    let x7 = pixel(at + 7u * deep, ix + 7u < params.in_width);
    let x8 = pixel(at + 8u * deep, ix + 8u < params.in_width);
    let x9 = pixel(at + 9u * deep, ix + 9u < params.in_width);
    let p4 = mat4x4f(x4, x5, x6, x7);
    let p5 = mat4x4f(x5, x6, x7, x8);
    let p6 = mat4x4f(x6, x7, x8, x9);
    a10 += summed(w00, p4, w10, p5, w20, p6);
    a11 += summed(w01, p4, w11, p5, w21, p6);
    if (WIDE) {
      let x10 = pixel(at + 10u * deep, ix + 10u < params.in_width);
      let x11 = pixel(at + 11u * deep, ix + 11u < params.in_width);
      let x12 = pixel(at + 12u * deep, ix + 12u < params.in_width);
      let x13 = pixel(at + 13u * deep, ix + 13u < params.in_width);
      let p8 = mat4x4f(x8, x9, x10, x11);
      let p9 = mat4x4f(x9, x10, x11, x12);
      let p10 = mat4x4f(x10, x11, x12, x13);
      a20 += summed(w00, p8, w10, p9, w20, p10);
      a21 += summed(w01, p8, w11, p9, w21, p10);
      let x14 = pixel(at + 14u * deep, ix + 14u < params.in_width);
      let x15 = pixel(at + 15u * deep, ix + 15u < params.in_width);
      let x16 = pixel(at + 16u * deep, ix + 16u < params.in_width);
      let x17 = pixel(at + 17u * deep, ix + 17u < params.in_width);
      let p12 = mat4x4f(x12, x13, x14, x15);
      let p13 = mat4x4f(x13, x14, x15, x16);
      let p14 = mat4x4f(x14, x15, x16, x17);
      a30 += summed(w00, p12, w10, p13, w20, p14);
      a31 += summed(w01, p12, w11, p13, w21, p14);
    }

    c++;
    kx = select(kx, kx + PLACES, c == deep);
    c = select(c, 0u, c == deep);
    ky = select(ky, ky + 1u, kx >= params.kernel_width);
    kx = select(kx, 0u, kx >= params.kernel_width);
  }

  store_strip(strip, array<mat4x4f, 8>(a00, a01, a10, a11, a20, a21, a30, a31));
}
