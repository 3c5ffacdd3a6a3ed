// Parts of the gradient of a convolution's kernel, each the sum over IMAGES images, whose dz [rows, out_height, out_width,
// out_channels] is taken four pixels side by side at a time. For kernels with dz in fours and the geometry in params.
// The plan chooses IMAGES.

const IMAGES = 2u;
const WORKGROUP_BLOCKS = 16u;

// The first of four pixels side by side.
struct Pixels {
  r: u32,
  oy: u32,
  ox: u32,
}

// How many times four pixels a part has; none behind the last.
fn rounds_of(part: u32) -> u32 {
  let images = min(params.rows - min(part * IMAGES, params.rows), IMAGES);
  return images * params.out_height * ((params.out_width + 3u) / 4u);
}

// The next four: in the line, else in the next line, else in the next image.
fn behind(pixels: Pixels) -> Pixels {
  let right = pixels.ox + 4u;
  let is_end = right >= params.out_width;
  let down = select(pixels.oy, pixels.oy + 1u, is_end);
  let is_last = down == params.out_height;
  return Pixels(select(pixels.r, pixels.r + 1u, is_last), select(down, 0u, is_last), select(right, 0u, is_end));
}

fn dz_pixel(at: u32, inside: bool) -> vec4f {
  return select(vec4f(), vec4f(dz[at]), inside);
}
