// byte / 255 as Keras has it, correctly rounded for all 256 bytes. unpack4x8unorm and a division are not: some adapters
// multiply by a rounded 1 / 255. Here 1 / 255 is split into 257 / 65536, whose product with a byte is exact (in
// integers, so that no compiler puts the two parts together again), and the rest, 1 / (255 · 65536).
fn scaled(byte: u32) -> f32 {
  return f32(byte * 257u) / 65536.0 + f32(byte) * 5.9838392e-8;
}
