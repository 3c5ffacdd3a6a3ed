// Everything of a training step that goes row by row, for a stack of dense layers: the batch is gathered, run through all
// layers, its loss taken, and the loss's gradient run back through them, up to the gradients dz of what each layer
// activates. Rows do not meet, so one dispatch does it all.
//
//   data    [count, size]        the data set: bytes, four to a word (BYTES), or the bits of floats
//   order   [count]              the samples in the order of the epoch
//   w       the arena of weights
//   layers  [count]              the table of lib/layers
//   y       [rows, …] a layer    out: the batch, then each layer's output (the last one's logits when FROM_LOGITS)
//   dz      like y               out, when BACKWARD: the gradient of what each layer activates
//   loss    [rows]               out
//   step    start
//
// One workgroup takes ROWS rows, side by side in a vec4, through all layers; its LANES invocations share the units of a
// layer, and where there are fewer units than lanes, several lanes share a unit's sum and meet in `partial`. Of the vector
// that a layer multiplies, DEPTH elements at a time wait in `tile`.
// ceil(rows / ROWS) workgroups, folded.
// Uses lib/grid, lib/step, lib/bytes, lib/activation, lib/finite, lib/loss, lib/layers. Twin: src/reference/dense-rows.ts

override BYTES: bool;
override MEAN_SQUARED: bool;
override FROM_LOGITS: bool;
override BACKWARD: bool;

const ROWS = 4u;
const LANES = 256u;
const DEPTH = 512u;

struct Params {
  rows: u32,
  size: u32,
  layers: u32,
}

@group(0) @binding(0) var<storage, read> data: array<u32>;
@group(0) @binding(1) var<storage, read> order: array<u32>;
@group(0) @binding(2) var<storage, read> w: array<f32>;
@group(0) @binding(3) var<storage, read> layers: array<Layer>;
@group(0) @binding(4) var<storage, read_write> y: array<f32>;
@group(0) @binding(5) var<storage, read_write> dz: array<f32>;
@group(0) @binding(6) var<storage, read_write> loss: array<f32>;
@group(0) @binding(7) var<uniform> params: Params;
@group(0) @binding(8) var<uniform> step: Step;

var<workgroup> tile: array<vec4f, DEPTH>;
var<workgroup> partial: array<vec4f, LANES>;

// The workgroup's rows of a matrix [rows, width] that begins at `at`, as places of their element `i`. Rows beyond the last
// are read as the last, and never written.
fn places(first: u32, at: u32, width: u32, i: u32) -> vec4u {
  return at + min(vec4u(first, first + 1u, first + 2u, first + 3u), vec4u(params.rows - 1u)) * width + i;
}

// How many rows the workgroup has: fewer at the end, none in what a fold dispatches too many.
fn rows_from(first: u32) -> u32 {
  return min(ROWS, params.rows - min(first, params.rows));
}

fn store_y(first: u32, at: u32, width: u32, i: u32, values: vec4f) {
  for (var r = 0u; r < rows_from(first); r++) {
    y[at + (first + r) * width + i] = values[r];
  }
}

fn store_dz(first: u32, at: u32, width: u32, i: u32, values: vec4f) {
  for (var r = 0u; r < rows_from(first); r++) {
    dz[at + (first + r) * width + i] = values[r];
  }
}

fn read_y(place: vec4u) -> vec4f {
  return vec4f(y[place.x], y[place.y], y[place.z], y[place.w]);
}

fn read_dz(place: vec4u) -> vec4f {
  return vec4f(dz[place.x], dz[place.y], dz[place.z], dz[place.w]);
}

fn sample_value(at: u32) -> f32 {
  if (BYTES) {
    return scaled((data[at / 4u] >> (8u * (at % 4u))) & 0xffu);
  }
  return bitcast<f32>(data[at]);
}

fn gather(first: u32, lane: u32) {
  for (var i = lane; i < params.size; i += LANES) {
    for (var r = 0u; r < rows_from(first); r++) {
      let row = first + r;
      y[row * params.size + i] = sample_value(order[step.start + row] * params.size + i);
    }
  }
}

// y[output] = activate(y[input] · kernel + bias). `width` lanes side by side have a unit each; `slices` of them share it.
fn forward(layer: Layer, first: u32, lane: u32, activation: u32) {
  let width = min(layer.units, LANES);
  let slices = LANES / width;
  let slice = lane / width;
  for (var block = 0u; block < layer.units; block += width) {
    let unit = block + lane % width;
    let column = min(unit, layer.units - 1u);
    var sum = vec4f();
    for (var start = 0u; start < layer.inputs; start += DEPTH) {
      let depth = min(DEPTH, layer.inputs - start);
      workgroupBarrier();
      for (var i = lane; i < depth; i += LANES) {
        tile[i] = read_y(places(first, layer.input, layer.inputs, start + i));
      }
      workgroupBarrier();
      for (var i = slice; i < depth; i += slices) {
        sum = fma(tile[i], vec4f(w[layer.kernel + (start + i) * layer.units + column]), sum);
      }
    }
    partial[lane] = sum;
    workgroupBarrier();
    if (lane < width && unit < layer.units) {
      for (var s = 1u; s < slices; s++) {
        sum += partial[s * width + lane];
      }
      if (layer.has_bias != 0u) {
        sum += w[layer.bias + unit];
      }
      store_y(first, layer.output, layer.units, unit, activate(activation, sum));
    }
    workgroupBarrier();
  }
  storageBarrier();
}

// The loss of each row, and dz of the last layer.
fn finish(layer: Layer, first: u32, lane: u32) {
  let count = f32(params.rows * params.size);
  var sum = vec4f();
  for (var i = lane; i < params.size; i += LANES) {
    let says = read_y(places(first, layer.output, layer.units, i));
    let should = read_y(places(first, 0u, params.size, i));
    var of_rows: Loss;
    if (MEAN_SQUARED) {
      of_rows = mean_squared_error(says, should, count);
    } else {
      of_rows = binary_crossentropy(says, should, FROM_LOGITS, count);
    }
    sum += of_rows.value;
    var slopes = of_rows.slope;
    if (!FROM_LOGITS) {
      slopes *= activation_slope(layer.activation, says);
    }
    if (BACKWARD) {
      store_dz(first, layer.output, layer.units, i, slopes);
    }
  }
  partial[lane] = sum;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      partial[lane] += partial[lane + half];
    }
  }
  workgroupBarrier();
  if (lane < rows_from(first)) {
    loss[first + lane] = partial[0][lane] / f32(params.size);
  }
  storageBarrier();
  workgroupBarrier();
}

// dz of the layer before: (dz · kernelᵀ) · activate′. `slices` lanes side by side share an input's sum, so that they read
// the kernel side by side.
fn backward(layer: Layer, before: Layer, first: u32, lane: u32) {
  let width = min(layer.inputs, LANES);
  let slices = LANES / width;
  let slice = lane % slices;
  for (var block = 0u; block < layer.inputs; block += width) {
    let input = block + lane / slices;
    let row = min(input, layer.inputs - 1u);
    var sum = vec4f();
    for (var start = 0u; start < layer.units; start += DEPTH) {
      let depth = min(DEPTH, layer.units - start);
      workgroupBarrier();
      for (var i = lane; i < depth; i += LANES) {
        tile[i] = read_dz(places(first, layer.output, layer.units, start + i));
      }
      workgroupBarrier();
      for (var i = slice; i < depth; i += slices) {
        sum = fma(tile[i], vec4f(w[layer.kernel + row * layer.units + start + i]), sum);
      }
    }
    partial[lane] = sum;
    workgroupBarrier();
    if (slice == 0u && lane / slices < width && input < layer.inputs) {
      for (var s = 1u; s < slices; s++) {
        sum += partial[lane + s];
      }
      let outputs = read_y(places(first, before.output, before.units, input));
      store_dz(first, before.output, before.units, input, sum * activation_slope(before.activation, outputs));
    }
    workgroupBarrier();
  }
  storageBarrier();
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let first = linear_workgroup(workgroup, workgroups) * ROWS;
  gather(first, lane);
  storageBarrier();
  workgroupBarrier();
  let last = params.layers - 1u;
  for (var l = 0u; l < params.layers; l++) {
    let activation = select(layers[l].activation, LINEAR, FROM_LOGITS && l == last);
    forward(layers[l], first, lane, activation);
  }
  finish(layers[last], first, lane);
  if (BACKWARD) {
    for (var l = last; l > 0u; l--) {
      backward(layers[l], layers[l - 1u], first, lane);
    }
  }
}
