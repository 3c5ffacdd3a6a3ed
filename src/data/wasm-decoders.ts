/**
 * JPEG and WebP where there is no browser to decode them: libjpeg (MozJPEG) and libwebp as WebAssembly, in jSquash's
 * packaging. The modules travel inside the script, so that they are found wherever it is.
 */

import jpegFactory from "@jsquash/jpeg/codec/dec/mozjpeg_dec.js";
import jpegModule from "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm?url&inline";
import webpFactory from "@jsquash/webp/codec/dec/webp_dec.js";
import webpModule from "@jsquash/webp/codec/dec/webp_dec.wasm?url&inline";

/** What a decoder gives: 8 bits, red, green, blue and alpha. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

interface Decoder {
  decode(bytes: ArrayBuffer, ...options: boolean[]): Pixels | null;
}
type Factory = (options: object) => Promise<Decoder>;

export const decodeJpeg = decoderOf(jpegModule, jpegFactory as unknown as Factory, /* upright: */ false);
export const decodeWebp = decoderOf(webpModule, webpFactory as unknown as Factory);

/** What the decoders make of their pixels; browsers have one of their own. */
class ImageData implements Pixels {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

/** A decoder that is started for its first picture, and again after one that it could not decode. */
function decoderOf(dataUrl: string, factory: Factory, ...options: boolean[]) {
  let decoder: Promise<Decoder> | undefined;
  return async (bytes: Uint8Array): Promise<Pixels> => {
    decoder ??= start(dataUrl, factory);
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

async function start(dataUrl: string, factory: Factory): Promise<Decoder> {
  const text = atob(dataUrl.slice(dataUrl.indexOf(",") + 1));
  const module = await WebAssembly.compile(Uint8Array.from(text, (character) => character.charCodeAt(0)));
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
