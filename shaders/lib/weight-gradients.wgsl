// The gradients of the weights of a stack of dense layers, for kernels that bind y, dz and layers, and have params.rows and
// params.layers. Needs lib/layers.
//
//   kernel [k, c]:  g = Σ_r y[r, k] · dz[r, c]      bias [c]:  g = Σ_r dz[r, c]
//
// A workgroup has a tile of one layer's kernel, DOWN quads of inputs by ACROSS quads of units, as many weights as it has
// invocations, and where the tile is at the top, the bias under it. Its LANES invocations are SLICES times a tile's blocks of
// 4 × 4: each slice sums every SLICES-th row, asking for AT_ONCE of them before it uses any. All meet in `partial`, from which
// each invocation takes its weight's gradient. Tiles are counted layer by layer, row-major.

const LANES = 256u;
const DOWN = 2u;
const ACROSS = 8u;  // LANES / (16 DOWN)
const AT_ONCE = 8u;
const BLOCKS = DOWN * ACROSS;
const SLICES = LANES / BLOCKS;

struct Tile {
  layer: Layer,
  top: u32,    // its first quad of inputs
  left: u32,   // its first quad of units
}

// [four inputs of a block][lane]
var<workgroup> partial: array<vec4f, 4u * LANES>;

fn tile_at(index: u32) -> Tile {
  var left = index;
  for (var l = 0u; l + 1u < params.layers; l++) {
    let tiles = tiles_down(layers[l]) * tiles_across(layers[l]);
    if (left < tiles) {
      return placed(layers[l], left);
    }
    left -= tiles;
  }
  return placed(layers[params.layers - 1u], left);
}

fn placed(layer: Layer, index: u32) -> Tile {
  let across = tiles_across(layer);
  return Tile(layer, DOWN * (index / across), ACROSS * (index % across));
}

fn tiles_down(layer: Layer) -> u32 {
  return (quads_of(layer.inputs) + DOWN - 1u) / DOWN;
}

fn tiles_across(layer: Layer) -> u32 {
  return (quads_of(layer.units) + ACROSS - 1u) / ACROSS;
}

// A weight with its gradient.
struct Gradient {
  of_weight: bool,  // not of a tile's edge beyond the kernel
  at: u32,          // in the arena
  value: f32,
}

// What a lane has summed of the bias under the tile, for bias_gradient.
var<private> of_bias: vec4f;

// The gradient of each lane's weight, side by side as in the kernel. For all lanes at once: it has barriers.
fn kernel_gradient(tile: Tile, lane: u32) -> Gradient {
  let inputs = quads_of(tile.layer.inputs);
  let units = quads_of(tile.layer.units);
  let block = lane % BLOCKS;
  let input = tile.top + block / ACROSS;
  let unit = tile.left + block % ACROSS;
  // Beyond the edge the last quad is summed, and never stored.
  let x = tile.layer.input / 4u + min(input, inputs - 1u);
  let z = tile.layer.output / 4u + min(unit, units - 1u);
  var g0 = vec4f();
  var g1 = vec4f();
  var g2 = vec4f();
  var g3 = vec4f();
  var b = vec4f();
  for (var r = lane / BLOCKS; r < params.rows; r += AT_ONCE * SLICES) {
    var of_x = array<vec4f, AT_ONCE>();
    var of_z = array<vec4f, AT_ONCE>();
    for (var i = 0u; i < AT_ONCE; i++) {
      // Rows beyond the last are read as the last, and count nothing.
      let row = min(r + i * SLICES, params.rows - 1u);
      of_x[i] = y[x + row * inputs];
      of_z[i] = select(vec4f(), dz[z + row * units], r + i * SLICES < params.rows);
    }
    for (var i = 0u; i < AT_ONCE; i++) {
      g0 = fma(of_z[i], vec4f(of_x[i].x), g0);
      g1 = fma(of_z[i], vec4f(of_x[i].y), g1);
      g2 = fma(of_z[i], vec4f(of_x[i].z), g2);
      g3 = fma(of_z[i], vec4f(of_x[i].w), g3);
      b += of_z[i];
    }
  }
  of_bias = b;
  partial[lane] = g0;
  partial[LANES + lane] = g1;
  partial[2u * LANES + lane] = g2;
  partial[3u * LANES + lane] = g3;
  workgroupBarrier();
  let row = lane / (4u * ACROSS);
  let column = lane % (4u * ACROSS);
  let k = 4u * tile.top + row;
  let c = 4u * tile.left + column;
  let first = (row % 4u) * LANES + (row / 4u) * ACROSS + column / 4u;
  return Gradient(
    k < tile.layer.inputs && c < tile.layer.units,
    tile.layer.kernel + k * tile.layer.units + c,
    sum_of_slices(first, BLOCKS, column % 4u),
  );
}

// The gradients of the bias under the tile, where it is at the top, for the first lanes; after kernel_gradient.
fn bias_gradient(tile: Tile, lane: u32) -> Gradient {
  workgroupBarrier();
  if (lane % BLOCKS < ACROSS) {
    partial[(lane / BLOCKS) * ACROSS + lane % BLOCKS] = of_bias;
  }
  workgroupBarrier();
  let column = lane % (4u * ACROSS);
  let c = 4u * tile.left + column;
  let of_weight = lane < 4u * ACROSS && c < tile.layer.units;
  return Gradient(of_weight, tile.layer.bias + c, sum_of_slices(column / 4u, ACROSS, column % 4u));
}

fn has_bias(tile: Tile) -> bool {
  return tile.top == 0u && tile.layer.has_bias != 0u;
}

fn sum_of_slices(first: u32, apart: u32, component: u32) -> f32 {
  var sum = partial[first][component];
  for (var s = 1u; s < SLICES; s++) {
    sum += partial[first + s * apart][component];
  }
  return sum;
}
