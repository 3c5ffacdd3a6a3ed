// Everything of a training step that goes weight by weight, for a stack of dense layers: the gradient of each weight, summed
// over the rows of the batch, and its Adadelta update (lib/adadelta); and the batch's loss into the step's slot.
//
//   kernel [k, c]:  g = Σ_r y[r, k] · dz[r, c]      bias [c]:  g = Σ_r dz[r, c]
//
//   y       [rows, …] a layer   the inputs of every layer, as dense-rows left them
//   dz      like y              the gradients of what every layer activates
//   layers  [count]             the table of lib/layers
//   loss    [rows]              the samples' losses
//   a       [count]             in and out: running mean of squared gradients
//   d       [count]             in and out: running mean of squared updates
//   w       [count]             in and out: weights; arenas of one layout, their padding left alone
//   losses  [steps]             out: losses[slot] = Σ_r loss[r] / rows
//   step    slot, learning_rate
//
// One invocation an element of the arena; WORKGROUP a workgroup; ceil(count / WORKGROUP) workgroups, folded. Tensors begin
// on multiples of WORKGROUP, so a workgroup has one layer. The first workgroup also means the losses.
// Uses lib/grid, lib/step, lib/layers, lib/adadelta. Twin: src/reference/dense-weights.ts

struct Params {
  rows: u32,
  layers: u32,
  count: u32,
  rho: f32,
  one_minus_rho: f32,
  epsilon: f32,
}

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> dz: array<f32>;
@group(0) @binding(2) var<storage, read> layers: array<Layer>;
@group(0) @binding(3) var<storage, read> loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> a: array<f32>;
@group(0) @binding(5) var<storage, read_write> d: array<f32>;
@group(0) @binding(6) var<storage, read_write> w: array<f32>;
@group(0) @binding(7) var<storage, read_write> losses: array<f32>;
@group(0) @binding(8) var<uniform> params: Params;
@group(0) @binding(9) var<uniform> step: Step;

var<workgroup> partial: array<f32, WORKGROUP>;

fn kernel_gradient(layer: Layer, element: u32) -> f32 {
  let x = layer.input + element / layer.units;
  let z = layer.output + element % layer.units;
  // Four sums at a time, so that additions need not wait for each other.
  var sums = vec4f();
  let whole = params.rows - params.rows % 4u;
  for (var r = 0u; r < whole; r += 4u) {
    let i = x + r * layer.inputs;
    let j = z + r * layer.units;
    sums = fma(
      vec4f(y[i], y[i + layer.inputs], y[i + 2u * layer.inputs], y[i + 3u * layer.inputs]),
      vec4f(dz[j], dz[j + layer.units], dz[j + 2u * layer.units], dz[j + 3u * layer.units]),
      sums,
    );
  }
  var sum = (sums.x + sums.y) + (sums.z + sums.w);
  for (var r = whole; r < params.rows; r++) {
    sum = fma(y[x + r * layer.inputs], dz[z + r * layer.units], sum);
  }
  return sum;
}

fn bias_gradient(layer: Layer, unit: u32) -> f32 {
  var sum = 0.0;
  for (var r = 0u; r < params.rows; r++) {
    sum += dz[layer.output + r * layer.units + unit];
  }
  return sum;
}

fn update(i: u32, g: f32) {
  let settings = Adadelta(params.rho, params.one_minus_rho, params.epsilon);
  let next = adadelta(settings, step.learning_rate, vec4f(g), Weights(vec4f(a[i]), vec4f(d[i]), vec4f(w[i])));
  a[i] = next.a.x;
  d[i] = next.d.x;
  w[i] = next.w.x;
}

fn mean_loss(lane: u32) {
  var sum = 0.0;
  for (var r = lane; r < params.rows; r += WORKGROUP) {
    sum += loss[r];
  }
  partial[lane] = sum;
  for (var half = WORKGROUP / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      partial[lane] += partial[lane + half];
    }
  }
  if (lane == 0u) {
    losses[step.slot] = partial[0] / f32(params.rows);
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(num_workgroups) workgroups: vec3u,
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  if (linear_workgroup(workgroup, workgroups) == 0u) {
    mean_loss(lane);
  }
  let i = linear_id(id, workgroups);
  for (var l = 0u; l < params.layers; l++) {
    let layer = layers[l];
    if (i >= layer.kernel && i < layer.kernel + layer.inputs * layer.units) {
      update(i, kernel_gradient(layer, i - layer.kernel));
    } else if (layer.has_bias != 0u && i >= layer.bias && i < layer.bias + layer.units) {
      update(i, bias_gradient(layer, i - layer.bias));
    }
  }
}
