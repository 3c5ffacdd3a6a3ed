// Pooling from x [rows, in_height, in_width, channels] to y [rows, out_height, out_width, channels]: y's pixel (oy, ox)
// stands for the window of pool_y × pool_x pixels of x that begins at (oy · stride_y − pad_top, ox · stride_x − pad_left).
// Windows may overlap or leave gaps; pixels outside x don't count.

struct Params {
  rows: u32,
  in_height: u32,
  in_width: u32,
  channels: u32,
  out_height: u32,
  out_width: u32,
  pool_y: u32,
  pool_x: u32,
  stride_y: u32,
  stride_x: u32,
  pad_top: u32,
  pad_left: u32,
}
