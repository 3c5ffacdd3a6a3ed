// The dense layers of a model, as a table in a buffer; src/operations/stack.ts has the same fields.

struct Layer {
  inputs: u32,
  units: u32,
  kernel: u32,      // where its kernel [inputs, units] begins in the arena of weights
  bias: u32,        // where its bias [units] begins there, if has_bias
  has_bias: u32,
  activation: u32,
  input: u32,       // where its input [rows, inputs] begins in y, each row filled up to a multiple of four
  output: u32,      // where its output [rows, units] begins in y, and the gradient of what it activates in dz, likewise
}

// Fours that hold so many values.
fn quads_of(values: u32) -> u32 {
  return (values + 3u) / 4u;
}
