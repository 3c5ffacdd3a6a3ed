// Everything of a training step that goes row by row, for a stack of dense layers: the batch is gathered, run through all
// layers, its loss taken, and the loss's gradient run back through them, up to the gradients dz of what each layer
// activates. Rows do not meet, so one dispatch does it all.
//
//   data    [count, size]        the data set: bytes, four to a word (BYTES), or the bits of floats
//   order   [count]              the samples in the order of the epoch
//   w       the arena of weights
//   fours   the same arena, for kernels whose rows begin on multiples of four
//   layers  [count]              the table of lib/layers
//   y       [rows, …] a layer    out: the batch, then each layer's output (the last one's logits when FROM_LOGITS), each row
//                                filled up with zeros to a multiple of four
//   dz      like y               out, when BACKWARD: the gradient of what each layer activates
//   loss    [rows]               out
//   step    start
//
// One workgroup takes ROWS rows through all layers. Each of its LANES invocations has a quad of a layer's values, of all the
// rows, so that what it reads of the kernel serves them all; where there are fewer quads than lanes, several lanes share a
// quad's sum, each with a slice of the terms. What a layer multiplies waits in `staged`, and lanes that share a sum meet there.
// A vector of at most LANES quads stays there from one layer to the next; a longer one is read back, LANES quads at a time.
// A lane asks for what two turns of its loop need before it uses any: what takes long here is to wait for the weights.
// ceil(rows / ROWS) workgroups, folded.
// The plan may store w in f16, and fours with it.
// Uses lib/grid, lib/step, lib/bytes, lib/fours, lib/activation, lib/either-loss, lib/layers, lib/tree.
// Twin: src/reference/dense-rows.ts

override BYTES: bool;
override BACKWARD: bool;
override FOURS: bool;  // whether the values of all layers come in fours

const ROWS = 2u;
const LANES = 256u;

struct Params {
  rows: u32,
  size: u32,
  layers: u32,
}

alias W = f32;

@group(0) @binding(0) var<storage, read> data: array<u32>;
@group(0) @binding(1) var<storage, read> order: array<u32>;
@group(0) @binding(2) var<storage, read> w: array<W>;
@group(0) @binding(3) var<storage, read> fours: array<vec4<W>>;
@group(0) @binding(4) var<storage, read> layers: array<Layer>;
@group(0) @binding(5) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(6) var<storage, read_write> dz: array<vec4f>;
@group(0) @binding(7) var<storage, read_write> loss: array<f32>;
@group(0) @binding(8) var<uniform> params: Params;
@group(0) @binding(9) var<uniform> step: Step;

// Quads of a vector of each row.
var<workgroup> staged: array<array<vec4f, LANES>, ROWS>;
// The loss of each row, of each lane's quads.
var<workgroup> partial: array<vec2f, LANES>;

// The same quad of each row.
alias Quads = array<vec4f, ROWS>;

// Four rows of a kernel, a quad of each.
struct Block {
  w0: vec4f,
  w1: vec4f,
  w2: vec4f,
  w3: vec4f,
}

// Inputs 4 i … 4 i + 3 of a layer's kernel, units 4 c … 4 c + 3. Those beyond the last are read as the last.
fn block_at(layer: Layer, i: u32, c: u32) -> Block {
  if (FOURS) {
    let apart = layer.units / 4u;
    let at = layer.kernel / 4u + 4u * i * apart + c;
    return Block(
      vec4f(fours[at]),
      vec4f(fours[at + apart]),
      vec4f(fours[at + 2u * apart]),
      vec4f(fours[at + 3u * apart]),
    );
  }
  let row = layer.kernel + four_from(4u * i, layer.inputs) * layer.units;
  let column = four_from(4u * c, layer.units);
  return Block(values_at(row.x + column), values_at(row.y + column), values_at(row.z + column), values_at(row.w + column));
}

fn values_at(at: vec4u) -> vec4f {
  return vec4f(f32(w[at.x]), f32(w[at.y]), f32(w[at.z]), f32(w[at.w]));
}

fn bias_at(layer: Layer, c: u32) -> vec4f {
  if (layer.has_bias == 0u) {
    return vec4f();
  }
  return values_at(layer.bias + four_from(4u * c, layer.units));
}

// Of the values 4 i … 4 i + 3 of `length`, those that there are; 0 for the others.
fn filled(values: vec4f, i: u32, length: u32) -> vec4f {
  if (FOURS) {
    return values;
  }
  return select(vec4f(), values, 4u * i + vec4u(0u, 1u, 2u, 3u) < vec4u(length));
}

// Where row `r` of a matrix [rows, width] that begins at `at` begins, in quads. Rows beyond the last are read as the last.
fn row_at(first: u32, r: u32, at: u32, width: u32) -> u32 {
  return at / 4u + min(first + r, params.rows - 1u) * quads_of(width);
}

// Rows beyond the last are never written; a fold may dispatch workgroups that have none.
fn has_row(first: u32, r: u32) -> bool {
  return first + r < params.rows;
}

// Values 4 i … 4 i + 3 of a sample.
fn sample_quad(sample: u32, i: u32) -> vec4f {
  let at = sample * params.size + four_from(4u * i, params.size);
  if (!BYTES) {
    return bitcast<vec4f>(vec4u(data[at.x], data[at.y], data[at.z], data[at.w]));
  }
  var words = vec4u(data[at.x / 4u]);
  if (!FOURS) {
    words = vec4u(words.x, data[at.y / 4u], data[at.z / 4u], data[at.w / 4u]);
  }
  let bytes = (words >> (8u * (at % 4u))) & vec4u(0xffu);
  return vec4f(scaled(bytes.x), scaled(bytes.y), scaled(bytes.z), scaled(bytes.w));
}

fn gather(first: u32, lane: u32) {
  var samples: array<u32, ROWS>;
  for (var r = 0u; r < ROWS; r++) {
    samples[r] = order[step.start + min(first + r, params.rows - 1u)];
  }
  for (var i = lane; i < quads_of(params.size); i += LANES) {
    for (var r = 0u; r < ROWS; r++) {
      let values = filled(sample_quad(samples[r], i), i, params.size);
      staged[r][lane] = values;
      if (has_row(first, r)) {
        y[row_at(first, r, 0u, params.size) + i] = values;
      }
    }
  }
  storageBarrier();
  workgroupBarrier();
}

// Whether a vector of so many quads is in `staged` from when it was made.
fn is_held(quads: u32) -> bool {
  return quads <= LANES;
}

// Adds up what the lanes of one quad have, `apart` lanes from slice to slice; the first slice's lane has the sum.
fn meet(lane: u32, slice: u32, slices: u32, apart: u32, sums: Quads) -> Quads {
  if (slices == 1u) {
    return sums;
  }
  workgroupBarrier();
  for (var r = 0u; r < ROWS; r++) {
    staged[r][lane] = sums[r];
  }
  for (var left = slices; left > 1u; left = (left + 1u) / 2u) {
    let half = (left + 1u) / 2u;
    workgroupBarrier();
    if (slice + half < left) {
      for (var r = 0u; r < ROWS; r++) {
        staged[r][lane] += staged[r][lane + half * apart];
      }
    }
  }
  var all: Quads;
  for (var r = 0u; r < ROWS; r++) {
    all[r] = staged[r][lane];
  }
  return all;
}

// y[output] = activate(y[input] · kernel + bias). Lanes side by side have the quads of a row of the kernel.
fn forward(layer: Layer, first: u32, lane: u32, activation: u32) {
  let inputs = quads_of(layer.inputs);
  let units = quads_of(layer.units);
  let width = min(units, LANES);
  let slices = LANES / width;
  let slice = lane / width;
  for (var block = 0u; block < units; block += width) {
    let unit = block + lane % width;
    let takes_part = slice < slices && unit < units;
    let bias = bias_at(layer, unit);
    var sums = Quads();
    for (var start = 0u; start < inputs; start += LANES) {
      let depth = min(LANES, inputs - start);
      if (!is_held(inputs)) {
        workgroupBarrier();
        for (var r = 0u; r < ROWS; r++) {
          staged[r][lane] = y[row_at(first, r, layer.input, layer.inputs) + start + min(lane, depth - 1u)];
        }
        workgroupBarrier();
      }
      if (takes_part) {
        for (var i = slice; i < depth; i += 2u * slices) {
          let next = min(i + slices, depth - 1u);
          let here = block_at(layer, start + i, unit);
          let there = block_at(layer, start + next, unit);
          for (var r = 0u; r < ROWS; r++) {
            let x = staged[r][i];
            let x_next = select(vec4f(), staged[r][next], i + slices < depth);
            var sum = sums[r];
            sum = fma(here.w0, vec4f(x.x), sum);
            sum = fma(here.w1, vec4f(x.y), sum);
            sum = fma(here.w2, vec4f(x.z), sum);
            sum = fma(here.w3, vec4f(x.w), sum);
            sum = fma(there.w0, vec4f(x_next.x), sum);
            sum = fma(there.w1, vec4f(x_next.y), sum);
            sum = fma(there.w2, vec4f(x_next.z), sum);
            sum = fma(there.w3, vec4f(x_next.w), sum);
            sums[r] = sum;
          }
        }
      }
    }
    sums = meet(lane, slice, slices, width, sums);
    // What else is in `staged` is not needed any more, unless further units multiply it.
    if (is_held(units)) {
      workgroupBarrier();
    }
    if (slice == 0u && unit < units) {
      for (var r = 0u; r < ROWS; r++) {
        let value = filled(activate(activation, sums[r] + bias), unit, layer.units);
        if (is_held(units)) {
          staged[r][unit] = value;
        }
        if (has_row(first, r)) {
          y[row_at(first, r, layer.output, layer.units) + unit] = value;
        }
      }
    }
  }
  storageBarrier();
  workgroupBarrier();
}

// The loss of each row, and dz of the last layer.
fn finish(layer: Layer, first: u32, lane: u32) {
  let count = f32(params.rows * params.size);
  var sums = vec2f();
  for (var i = lane; i < quads_of(params.size); i += LANES) {
    for (var r = 0u; r < ROWS; r++) {
      let at = row_at(first, r, layer.output, layer.units) + i;
      let should = y[row_at(first, r, 0u, params.size) + i];
      let says = y[at];
      let of_row = loss_of(says, should, count);
      let value = filled(of_row.value, i, params.size);
      sums[r] += (value.x + value.y) + (value.z + value.w);
      if (BACKWARD) {
        var slope = of_row.slope;
        if (!FROM_LOGITS) {
          slope *= activation_slope(layer.activation, says);
        }
        slope = filled(slope, i, params.size);
        staged[r][lane] = slope;
        if (has_row(first, r)) {
          dz[at] = slope;
        }
      }
    }
  }
  partial[lane] = sums;
  meet_in_tree(lane, lane, LANES, 1u);
  workgroupBarrier();
  if (lane < ROWS && has_row(first, lane)) {
    loss[first + lane] = partial[0][lane] / f32(params.size);
  }
  storageBarrier();
}

// dz of the layer before: (dz · kernelᵀ) · activate′. Lanes side by side have slices of one quad of inputs, so that they read
// its four rows of the kernel side by side.
fn backward(layer: Layer, before: Layer, first: u32, lane: u32) {
  let inputs = quads_of(layer.inputs);
  let units = quads_of(layer.units);
  let width = min(inputs, LANES);
  let slices = LANES / width;
  let slice = lane % slices;
  for (var block = 0u; block < inputs; block += width) {
    let input = block + lane / slices;
    let takes_part = lane / slices < width && input < inputs;
    var outputs = Quads();
    for (var r = 0u; r < ROWS; r++) {
      outputs[r] = y[row_at(first, r, before.output, before.units) + min(input, inputs - 1u)];
    }
    var sums = Quads();
    for (var start = 0u; start < units; start += LANES) {
      let depth = min(LANES, units - start);
      if (!is_held(units)) {
        workgroupBarrier();
        for (var r = 0u; r < ROWS; r++) {
          staged[r][lane] = dz[row_at(first, r, layer.output, layer.units) + start + min(lane, depth - 1u)];
        }
        workgroupBarrier();
      }
      if (takes_part) {
        for (var i = slice; i < depth; i += 2u * slices) {
          let next = min(i + slices, depth - 1u);
          let here = block_at(layer, input, start + i);
          let there = block_at(layer, input, start + next);
          for (var r = 0u; r < ROWS; r++) {
            let d = staged[r][i];
            let d_next = select(vec4f(), staged[r][next], i + slices < depth);
            sums[r] += vec4f(dot(here.w0, d), dot(here.w1, d), dot(here.w2, d), dot(here.w3, d));
            sums[r] += vec4f(dot(there.w0, d_next), dot(there.w1, d_next), dot(there.w2, d_next), dot(there.w3, d_next));
          }
        }
      }
    }
    sums = meet(lane, select(slices, slice, takes_part), slices, 1u, sums);
    if (is_held(inputs)) {
      workgroupBarrier();
    }
    if (slice == 0u && takes_part) {
      for (var r = 0u; r < ROWS; r++) {
        let value = filled(sums[r] * activation_slope(before.activation, outputs[r]), input, layer.inputs);
        if (is_held(inputs)) {
          staged[r][input] = value;
        }
        if (has_row(first, r)) {
          dz[row_at(first, r, before.output, before.units) + input] = value;
        }
      }
    }
  }
  storageBarrier();
  workgroupBarrier();
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let first = linear_workgroup(workgroup, workgroups) * ROWS;
  gather(first, lane);
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
