// Largest value of each window: y[r, oy, ox, c] = max over the window of x[r, iy, ix, c]. A NaN among them wins.
//
//   x  [rows, in_height, in_width, channels]
//   y  [rows, out_height, out_width, channels]  out
//
// One invocation a value of y, walking through its window; WORKGROUP a workgroup;
// ceil(rows · out_height · out_width · channels / WORKGROUP) workgroups, folded.
// The plan may store x and y in f16.
// Uses lib/grid, lib/finite, lib/pooling. Twin: src/reference/max-pool2d.ts

alias X = f32;
alias Y = f32;

@group(0) @binding(0) var<storage, read> x: array<X>;
@group(0) @binding(1) var<storage, read_write> y: array<Y>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) workgroups: vec3u) {
  let i = linear_id(id, workgroups);
  if (i < params.rows * params.out_height * params.out_width * params.channels) {
    let c = i % params.channels;
    let pixel = i / params.channels;
    let ox = pixel % params.out_width;
    let oy = (pixel / params.out_width) % params.out_height;
    let r = pixel / (params.out_width * params.out_height);
    var largest = 0.0;
    var is_first = true;
    for (var py = 0u; py < params.pool_y; py++) {
      for (var px = 0u; px < params.pool_x; px++) {
        // Before the first pixel these wrap around to large numbers, which are outside as well.
        let iy = oy * params.stride_y + py - params.pad_top;
        let ix = ox * params.stride_x + px - params.pad_left;
        if (iy < params.in_height && ix < params.in_width) {
          let value = f32(x[((r * params.in_height + iy) * params.in_width + ix) * params.channels + c]);
          if (is_first || value > largest || is_nan(value)) {
            largest = value;
            is_first = false;
          }
        }
      }
    }
    y[i] = Y(largest);
  }
}
