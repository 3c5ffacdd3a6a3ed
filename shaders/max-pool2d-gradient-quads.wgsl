// max-pool2d-gradient where the windows lie side by side (the strides are the pool's sizes) and the channels are multiples of
// four, then through the activation that made x: dx = dy · activate′ at the first largest value of each window, else 0.
//
//   x   [rows, in_height, in_width, channels]
//   y   [rows, out_height, out_width, channels]  the largest values
//   dy  [rows, out_height, out_width, channels]
//   dx  [rows, in_height, in_width, channels]    out
//
// One invocation four channels of a window, walking through it; windows cover all of x, those without a y (a rest that
// "valid" padding leaves over) have a gradient of 0. WORKGROUP a workgroup; ceil(rows · ceil((in_height + pad_top) / pool_y) ·
// ceil((in_width + pad_left) / pool_x) · channels / 4 / WORKGROUP) workgroups, folded.
// The plan may store x and y in f16.
// Uses lib/grid, lib/activation, lib/pooling. Twin: src/reference/max-pool2d-gradient.ts

override ACTIVATION: u32;

alias X = f32;
alias Y = f32;

@group(0) @binding(0) var<storage, read> x: array<vec4<X>>;
@group(0) @binding(1) var<storage, read> y: array<vec4<Y>>;
@group(0) @binding(2) var<storage, read> dy: array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dx: array<vec4f>;
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let deep = params.channels / 4u;
  let across = (params.in_width + params.pad_left + params.pool_x - 1u) / params.pool_x;
  let down = (params.in_height + params.pad_top + params.pool_y - 1u) / params.pool_y;
  if (i < params.rows * down * across * deep) {
    let c = i % deep;
    let window = i / deep;
    let ox = window % across;
    let oy = (window / across) % down;
    let r = window / (across * down);
    let has_y = oy < params.out_height && ox < params.out_width;
    let out_at = select(0u, ((r * params.out_height + oy) * params.out_width + ox) * deep + c, has_y);
    let largest = vec4f(y[out_at]);
    // What is still to be given away.
    var gradient = select(vec4f(), dy[out_at], has_y);
    var py = 0u;
    var px = 0u;
    for (var place = 0u; place < params.pool_y * params.pool_x; place++) {
      // Before the first pixel these wrap around to large numbers, which are outside as well.
      let iy = oy * params.pool_y + py - params.pad_top;
      let ix = ox * params.pool_x + px - params.pad_left;
      if (iy < params.in_height && ix < params.in_width) {
        let at = ((r * params.in_height + iy) * params.in_width + ix) * deep + c;
        let value = vec4f(x[at]);
        let is_largest = value == largest;
        dx[at] = select(vec4f(), gradient, is_largest) * activation_slope(ACTIVATION, value);
        gradient = select(gradient, vec4f(), is_largest);
      }
      px++;
      py = select(py, py + 1u, px == params.pool_x);
      px = select(px, 0u, px == params.pool_x);
    }
  }
}
