import type { Gpu } from "../../src/runtime/gpu/device.js";
import type { Contender } from "./contender.js";
import { mannerOf } from "./names.js";

/**
 * Loads a contender's code, and nobody else's.
 * @param name of `CONTENDERS`
 * @param openGpu opens a GPU for us; peers open their own
 */
export async function loadContender(name: string, openGpu: () => Promise<Gpu>): Promise<Contender> {
  const [library, part] = name.split("/");
  switch (library) {
    case "isthmus":
      return (await import("./isthmus.js")).isthmus(mannerOf(name), openGpu);
    case "tfjs":
      return (await import("./tfjs.js")).tensorflow(part as "webgpu" | "wasm" | "cpu");
    case "jax-js":
      return (await import("./jax.js")).jaxJs(part as "webgpu" | "wasm");
    case "reference":
      return (await import("./reference.js")).reference();
    default:
      throw new Error(`There is no contender "${name}".`);
  }
}
