// up-sampling2d-gradient where the channels are multiples of four, then through the activation that made x:
// dx = activate′ · Σ of dy over the copies of the pixel.
//
//   x   [rows, height, width, channels]                    what was repeated; read unless ACTIVATION is linear
//   dy  [rows, height · size_y, width · size_x, channels]
//   dx  [rows, height, width, channels]                    out
//
// One invocation four channels of a pixel of x, walking through its copies; WORKGROUP a workgroup;
// ceil(rows · height · width · channels / 4 / WORKGROUP) workgroups, folded.
// TWO_BY_TWO, sizes are 2 × 2 and the loop is written out: a software adapter takes a third less time.
// The plan may store x in f16.
// Uses lib/grid, lib/activation, lib/up-sampling. Twin: src/reference/up-sampling2d-gradient.ts

override TWO_BY_TWO: bool;
override ACTIVATION: u32;

alias X = f32;

@group(0) @binding(0) var<storage, read> x: array<vec4<X>>;
@group(0) @binding(1) var<storage, read> dy: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> dx: array<vec4f>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  let deep = params.channels / 4u;
  if (i < params.rows * params.height * params.width * deep) {
    let pixel = i / deep;
    // Counted through all images: each is height · size_y lines of pixels.
    let line = (pixel / params.width) * params.size_y;
    let column = (pixel % params.width) * params.size_x;
    let next = params.width * params.size_x * deep;
    var at = (line * params.width * params.size_x + column) * deep + i % deep;
    var sum = vec4f();
    if (TWO_BY_TWO) {
      sum = dy[at] + dy[at + deep] + dy[at + next] + dy[at + next + deep];
    } else {
      var copy = 0u;
      for (var place = 0u; place < params.size_y * params.size_x; place++) {
        sum += dy[at + copy * deep];
        copy++;
        at = select(at, at + next, copy == params.size_x);
        copy = select(copy, 0u, copy == params.size_x);
      }
    }
    if (ACTIVATION != LINEAR) {
      sum *= activation_slope(ACTIVATION, vec4f(x[i]));
    }
    dx[i] = sum;
  }
}
