// Up-sampling from x [rows, height, width, channels] to y [rows, height · size_y, width · size_x, channels]: each pixel of x
// stands size_y × size_x times in y.

struct Params {
  rows: u32,
  height: u32,
  width: u32,
  channels: u32,
  size_y: u32,
  size_x: u32,
}
