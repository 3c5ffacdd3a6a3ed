/**
 * jSquash's decoders from their npm packages, optional peers of the published library: what `decoder-files.ts` is elsewhere.
 */

import { DataError } from "../errors.js";
import type { DecoderFiles } from "./decoder-files.js";

export const jpegFiles = () => installed("JPEG", "@jsquash/jpeg", "codec/dec/mozjpeg_dec");
export const webpFiles = () => installed("WebP", "@jsquash/webp", "codec/dec/webp_dec");

/** @throws {DataError} when the package is not installed, with the command that brings it */
async function installed(kind: string, name: string, stem: string): Promise<DecoderFiles> {
  try {
    // Not `import` of a literal: a bundler would look for a package that need not be there.
    const { createRequire } = process.getBuiltinModule("node:module");
    const { readFile } = process.getBuiltinModule("node:fs/promises");
    const { pathToFileURL } = process.getBuiltinModule("node:url");
    const script = createRequire(import.meta.url).resolve(`${name}/${stem}.js`);
    const { default: factory } = await import(/* @vite-ignore */ pathToFileURL(script).href);
    return { factory, wasm: new Uint8Array(await readFile(script.replace(/js$/, "wasm"))) };
  } catch (cause) {
    throw new DataError(
      `Reading ${kind} without a browser needs the npm package ${name}, which is not installed. Run ` +
        `\`npm install ${name}\`, or convert the pictures to PNG.`,
      { cause },
    );
  }
}
