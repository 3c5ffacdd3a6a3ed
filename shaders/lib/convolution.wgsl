// The geometry of a convolution between x [rows, in_height, in_width, in_channels] and
// z [rows, out_height, out_width, out_channels] with w [kernel_height, kernel_width, in_channels, out_channels]:
// z's pixel (oy, ox) sees, through w's place (ky, kx), x's pixel (oy · stride_y + ky − pad_top, ox · stride_x + kx − pad_left).
// What lies outside x counts as 0; how much of that there is behind the last pixel follows from the sizes.

struct Params {
  rows: u32,
  in_height: u32,
  in_width: u32,
  in_channels: u32,
  out_height: u32,
  out_width: u32,
  out_channels: u32,
  kernel_height: u32,
  kernel_width: u32,
  stride_y: u32,
  stride_x: u32,
  pad_top: u32,
  pad_left: u32,
}
