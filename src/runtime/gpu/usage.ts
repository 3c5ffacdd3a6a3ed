/**
 * Bits of the WebGPU specification (§5.1.1 buffer usages, §5.4 map modes, §8.1 shader stages). Browsers have them as
 * globals, but a `GPUDevice` of Dawn in Node comes without.
 */
export const USAGE = {
  MAP_READ: 0x1,
  COPY_SRC: 0x4,
  COPY_DST: 0x8,
  VERTEX: 0x20,
  UNIFORM: 0x40,
  STORAGE: 0x80,
} as const;
export const MAP_READ_MODE = 0x1;
export const COMPUTE_STAGE = 0x4;

/** A storage buffer whose contents can be written and read back. */
export const STORAGE = USAGE.STORAGE | USAGE.COPY_SRC | USAGE.COPY_DST;
