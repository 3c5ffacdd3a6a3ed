// Gradient through up-sampling2d: dx[r, iy, ix, c] = Σ of dy over the size_y × size_x copies of the pixel.
//
//   dy  [rows, height · size_y, width · size_x, channels]
//   dx  [rows, height, width, channels]                    out
//
// One invocation a value of dx, walking through its copies; WORKGROUP a workgroup;
// ceil(rows · height · width · channels / WORKGROUP) workgroups, folded.
// Uses lib/grid, lib/up-sampling. Twin: src/reference/up-sampling2d-gradient.ts

@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read_write> dx: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.rows * params.height * params.width * params.channels) {
    let c = i % params.channels;
    let pixel = i / params.channels;
    let left = (pixel % params.width) * params.size_x;
    // Counted through all images: each is height · size_y rows of pixels.
    let top = (pixel / params.width) * params.size_y;
    var sum = 0.0;
    for (var oy = top; oy < top + params.size_y; oy++) {
      for (var ox = left; ox < left + params.size_x; ox++) {
        sum += dy[(oy * params.width * params.size_x + ox) * params.channels + c];
      }
    }
    dx[i] = sum;
  }
}
