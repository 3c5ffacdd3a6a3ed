// max-pool2d where the channels are multiples of four: the largest value of each window. A NaN among them wins.
//
//   x  [rows, in_height, in_width, channels]
//   y  [rows, out_height, out_width, channels]  out
//
// One invocation four channels of a pixel of y, walking through its window; WORKGROUP a workgroup;
// ceil(rows · out_height · out_width · channels / 4 / WORKGROUP) workgroups, folded.
// TWO_BY_TWO, windows are 2 × 2 and the loop is written out: a software adapter takes a quarter less time.
// The plan may store x and y in f16.
// Uses lib/grid, lib/finite, lib/pooling. Twin: src/reference/max-pool2d.ts

override TWO_BY_TWO: bool;

alias X = f32;
alias Y = f32;

@group(0) @binding(0) var<storage, read> x: array<vec4<X>>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4<Y>>;
@group(0) @binding(2) var<uniform> params: Params;

// The largest value of a window so far, and whether there is one.
struct Largest {
  value: vec4f,
  is_some: bool,
}

// The larger of `old` and x's pixel (ix, iy) of image r, if that is inside.
fn larger(old: Largest, r: u32, iy: u32, ix: u32, c: u32) -> Largest {
  let inside = iy < params.in_height && ix < params.in_width;
  let value = vec4f(x[((r * params.in_height + iy) * params.in_width + ix) * (params.channels / 4u) + c]);
  let is_larger = vec4<bool>(!old.is_some) | (value > old.value) | are_nan(value);
  return Largest(select(old.value, value, is_larger & vec4<bool>(inside)), old.is_some || inside);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let deep = params.channels / 4u;
  if (i < params.rows * params.out_height * params.out_width * deep) {
    let c = i % deep;
    let pixel = i / deep;
    let line = pixel / params.out_width;
    let r = line / params.out_height;
    // Before the first pixel these wrap around to large numbers, which are outside as well.
    let top = (line % params.out_height) * params.stride_y - params.pad_top;
    let left = (pixel % params.out_width) * params.stride_x - params.pad_left;
    var largest = Largest(vec4f(), false);
    if (TWO_BY_TWO) {
      largest = larger(largest, r, top, left, c);
      largest = larger(largest, r, top, left + 1u, c);
      largest = larger(largest, r, top + 1u, left, c);
      largest = larger(largest, r, top + 1u, left + 1u, c);
    } else {
      var py = 0u;
      var px = 0u;
      for (var place = 0u; place < params.pool_y * params.pool_x; place++) {
        largest = larger(largest, r, top + py, left + px, c);
        px++;
        py = select(py, py + 1u, px == params.pool_x);
        px = select(px, 0u, px == params.pool_x);
      }
    }
    y[i] = vec4<Y>(largest.value);
  }
}
