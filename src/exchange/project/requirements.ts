/** What projects need, pinned to what they are tested with (test/interop/python/requirements.txt). */
const pinned = (...lines: readonly string[]) => `${lines.join("\n")}\n`;

export const PYTORCH_REQUIREMENTS = pinned("numpy==2.4.6", "safetensors==0.8.0", "torch==2.13.0");

/** With `jax[cuda13]` in place of `jax`, JAX computes on NVIDIA's GPUs. */
export const KERAS_REQUIREMENTS = pinned("h5py==3.16.0", "jax==0.10.2", "keras==3.15.1", "numpy==2.4.6");
