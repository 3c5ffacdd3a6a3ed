/**
 * jSquash's decoders, inside the script, so that they are found wherever it is. The published library, which is to be small, has
 * `decoder-packages.ts` in place of this.
 */

import jpegFactory from "@jsquash/jpeg/codec/dec/mozjpeg_dec.js";
import jpegModule from "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm?url&inline";
import webpFactory from "@jsquash/webp/codec/dec/webp_dec.js";
import webpModule from "@jsquash/webp/codec/dec/webp_dec.wasm?url&inline";

/** Makes a decoder; of Emscripten. */
export type Factory = (options: object) => Promise<{
  decode(
    bytes: ArrayBuffer,
    ...options: boolean[]
  ): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number } | null;
}>;

/** What a decoder is made of. */
export interface DecoderFiles {
  readonly factory: Factory;
  readonly wasm: Uint8Array<ArrayBuffer>;
}

export const jpegFiles = async (): Promise<DecoderFiles> => inlined(jpegFactory, jpegModule);
export const webpFiles = async (): Promise<DecoderFiles> => inlined(webpFactory, webpModule);

function inlined(factory: unknown, dataUrl: string): DecoderFiles {
  const text = atob(dataUrl.slice(dataUrl.indexOf(",") + 1));
  return { factory: factory as Factory, wasm: Uint8Array.from(text, (character) => character.charCodeAt(0)) };
}
