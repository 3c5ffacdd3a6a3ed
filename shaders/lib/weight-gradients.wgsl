// The gradients of the weights of a stack of dense layers, and the batch's mean loss, for kernels with one invocation an element
// of an arena that bind y, dz, layers, loss and losses, and have params.rows, params.layers and step. Needs lib/grid, lib/step,
// lib/layers.
//
//   kernel [k, c]:  g = Σ_r y[r, k] · dz[r, c]      bias [c]:  g = Σ_r dz[r, c]
//   losses[slot] = Σ_r loss[r] / rows
//
// Tensors begin on multiples of WORKGROUP, so a workgroup has one layer. The first workgroup also means the losses.

struct Gradient {
  of_weight: bool,  // not of an arena's padding
  value: f32,
}

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

fn gradient_at(i: u32) -> Gradient {
  for (var l = 0u; l < params.layers; l++) {
    let layer = layers[l];
    if (i >= layer.kernel && i < layer.kernel + layer.inputs * layer.units) {
      return Gradient(true, kernel_gradient(layer, i - layer.kernel));
    }
    if (layer.has_bias != 0u && i >= layer.bias && i < layer.bias + layer.units) {
      return Gradient(true, bias_gradient(layer, i - layer.bias));
    }
  }
  return Gradient(false, 0.0);
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
