import type { Plugin } from "vite";

/**
 * Leaves out the second copy of the picture decoders' WebAssembly: src/data/wasm-decoders.ts hands it over, and the address at
 * which the decoders would look for it otherwise is never asked.
 */
export function wasmOnce(): Plugin {
  return {
    name: "isthmus:wasm-once",
    enforce: "pre",
    transform(code, id) {
      if (!/@jsquash[\\/].*_dec\.js$/.test(id)) return undefined;
      return { code: code.replaceAll(/new URL\("(\w+\.wasm)",import\.meta\.url\)/g, '{href:"$1"}'), map: null };
    },
  };
}
