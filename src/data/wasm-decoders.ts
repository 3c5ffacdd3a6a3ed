/**
 * JPEG and WebP where there is no browser to decode them: libjpeg (MozJPEG) and libwebp as WebAssembly, in jSquash's
 * packaging.
 */

import { type Factory, jpegFiles, webpFiles } from "./decoder-files.js";

/** What a decoder gives: 8 bits, red, green, blue and alpha. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

type Decoder = Awaited<ReturnType<Factory>>;

export const decodeJpeg = decoderOf(jpegFiles, /* upright: */ false);
export const decodeWebp = decoderOf(webpFiles);

/** What the decoders make of their pixels; browsers have one of their own. */
class ImageData implements Pixels {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

/** A decoder that is started for its first picture, and again after one that it could not decode. */
function decoderOf(files: typeof jpegFiles, ...options: boolean[]) {
  let decoder: Promise<Decoder> | undefined;
  return async (bytes: Uint8Array): Promise<Pixels> => {
    decoder ??= start(files);
    try {
      const ready = await decoder;
      const pixels = withImageData(() => ready.decode(new Uint8Array(bytes).buffer, ...options));
      if (!pixels) throw new Error("it cannot be decoded");
      return pixels;
    } catch (error) {
      decoder = undefined;
      throw error;
    }
  };
}

async function start(files: typeof jpegFiles): Promise<Decoder> {
  const { factory, wasm } = await files();
  const module = await WebAssembly.compile(wasm);
  const instantiateWasm = (imports: WebAssembly.Imports, ready: (instance: WebAssembly.Instance) => void) => {
    const instance = new WebAssembly.Instance(module, imports);
    ready(instance);
    return instance.exports;
  };
  return withImageData(() => factory({ noInitialRun: true, instantiateWasm, printErr() {} }));
}

/** Runs what looks for an ImageData in globalThis, and would leave one of its own there; synchronously, so that nobody sees it. */
function withImageData<T>(run: () => T): T {
  if ("ImageData" in globalThis) return run();
  Object.assign(globalThis, { ImageData });
  try {
    return run();
  } finally {
    Reflect.deleteProperty(globalThis, "ImageData");
  }
}
