// up-sampling2d where the channels are multiples of four: each pixel repeated.
//
//   x  [rows, height, width, channels]
//   y  [rows, height · size_y, width · size_x, channels]  out
//
// One invocation four channels of a pixel of x, writing all its copies; WORKGROUP a workgroup;
// ceil(rows · height · width · channels / 4 / WORKGROUP) workgroups, folded.
// TWO_BY_TWO, sizes are 2 × 2 and the loop is written out: a software adapter takes a third less time.
// The plan may store x and y in f16.
// Uses lib/grid, lib/up-sampling. Twin: src/reference/up-sampling2d.ts

override TWO_BY_TWO: bool;

alias X = f32;
alias Y = f32;

@group(0) @binding(0) var<storage, read> x: array<vec4<X>>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4<Y>>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let deep = params.channels / 4u;
  if (i < params.rows * params.height * params.width * deep) {
    let value = vec4<Y>(x[i]);
    let pixel = i / deep;
    // Counted through all images: each is height · size_y lines of pixels.
    let line = (pixel / params.width) * params.size_y;
    let column = (pixel % params.width) * params.size_x;
    let next = params.width * params.size_x * deep;
    var to = (line * params.width * params.size_x + column) * deep + i % deep;
    if (TWO_BY_TWO) {
      y[to] = value;
      y[to + deep] = value;
      y[to + next] = value;
      y[to + next + deep] = value;
    } else {
      var copy = 0u;
      for (var place = 0u; place < params.size_y * params.size_x; place++) {
        y[to + copy * deep] = value;
        copy++;
        to = select(to, to + next, copy == params.size_x);
        copy = select(copy, 0u, copy == params.size_x);
      }
    }
  }
}
