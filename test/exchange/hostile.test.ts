/** Files that are damaged, or made to do harm: they are models, or errors of ours, soon. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { unzip, zipEntries } from "../../src/formats/zip.js";
import { storedZip } from "../../src/formats/zip-writer.js";
import { exportModel, importModel } from "../../src/formats.js";
import { dense, describeFile, FormatError, IsthmusError, sampling } from "../../src/index.js";
import { savedBytes } from "./saved-models.js";

const fixture = (name: string) =>
  new Uint8Array(gunzipSync(readFileSync(new URL(`keras/${name}.gz`, import.meta.url))));

const [own] = await exportModel(
  savedBytes({ input: 4, encoder: [dense(3), sampling(2)], decoder: [dense(4)] }, 1, true),
  "keras",
);
const FILES = [
  ["own.keras", own?.bytes ?? new Uint8Array()],
  ["chain.keras", fixture("chain.keras")],
  ["images.keras", fixture("images.keras")],
  ["halves.h5", fixture("halves.h5")],
  ["images.h5", fixture("images.h5")],
] as const;

const change = fc.record({
  kind: fc.constantFrom("byte", "bound", "word", "address", "move", "cut"),
  at: fc.nat(),
  value: fc.nat(),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Bytes, numbers at their bounds, addresses exchanged, parts moved or cut off. */
function changed(original: Uint8Array, changes: readonly Change[]): Uint8Array {
  let bytes = original.slice();
  for (const { kind, at, value } of changes) {
    const place = at % Math.max(1, bytes.length);
    const other = value % Math.max(1, bytes.length);
    if (kind === "byte") bytes[place] = value;
    else if (kind === "bound") bytes[place] = [0, 1, 0x7f, 0x80, 0xfe, 0xff][value % 6] ?? 0;
    else if (kind === "word") bytes.fill(value % 2 ? 0xff : 0, place, place + 4);
    else if (kind === "address") bytes.copyWithin(place & ~7, other & ~7, (other & ~7) + 8);
    else if (kind === "move") bytes.copyWithin(place, other);
    else bytes = bytes.slice(0, place);
  }
  return bytes;
}

const changes = fc.array(change, { minLength: 1, maxLength: 4 });

async function ours(read: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  try {
    // What is given back is a file that opens.
    describeFile((await read()) as Uint8Array);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    expect(error.message.length).toBeLessThan(2000);
  }
  expect(performance.now() - began).toBeLessThan(2000);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

/** What is in an archive is changed, and packed again: a checksum would hide it from what reads it. */
async function within(archive: Uint8Array, made: (bytes: Uint8Array, path: string) => Uint8Array): Promise<Uint8Array> {
  const entries = await Promise.all(
    zipEntries(archive, "a").map(async (entry) => ({
      name: entry.path,
      bytes: made(await unzip(archive, entry, "a"), entry.path),
    })),
  );
  return storedZip(entries);
}

describe("a file that is damaged is a model or an error of ours, within two seconds", () => {
  test.each(FILES)("%s", async (name, original) => {
    await importModel(original, name);
    await fc.assert(
      fc.asyncProperty(changes, (made) => ours(() => importModel(changed(original, made), name))),
      { numRuns: 300, seed: 14 },
    );
  });

  test.each(FILES.filter(([name]) => name.endsWith(".keras")))("%s, in what it holds", async (name, original) => {
    await fc.assert(
      fc.asyncProperty(changes, fc.constantFrom("config.json", "metadata.json", "model.weights.h5"), (made, part) =>
        ours(async () =>
          importModel(await within(original, (bytes, path) => (path === part ? changed(bytes, made) : bytes)), name),
        ),
      ),
      { numRuns: 400, seed: 15 },
    );
  });

  test("any value anywhere in a configuration", async () => {
    const [, original] = FILES[0];
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom("__proto__", "toString", -1, 1e308, 2 ** 31, null, [], {}),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(), value, (at, replaced) =>
        ours(async () => {
          const file = await within(original, (bytes, path) => {
            if (path === "model.weights.h5") return bytes;
            let place = 0;
            const wanted = at % 300;
            const text = JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)), (_, own: unknown) =>
              place++ === wanted ? replaced : own,
            );
            return new TextEncoder().encode(text ?? "null");
          });
          return importModel(file, "own.keras");
        }),
      ),
      { numRuns: 600, seed: 16 },
    );
  });
});

describe("a small file that would become large", () => {
  const [, original] = FILES[0];
  const entriesOf = async () => {
    const entries = zipEntries(original, "a");
    return Object.fromEntries(
      await Promise.all(entries.map(async (entry) => [entry.path, await unzip(original, entry, "a")] as const)),
    );
  };

  test("is refused before it is unpacked", async () => {
    const bomb = zipSync(await entriesOf(), { level: 9 });
    const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.byteLength);
    // The directory's line for the weights, as it would be of 256 MiB of zeros.
    const line = [...bomb.keys()].findLast(
      (at) => view.getUint8(at) === 0x50 && bomb[at + 1] === 0x4b && bomb[at + 2] === 1,
    );
    view.setUint32((line ?? 0) + 24, 2 ** 28, true);
    await expect(importModel(bomb, "a.keras")).rejects.toThrow('a.keras unpacks "model.weights.h5" to 268435456 bytes');
  });

  test("a packed archive that does no harm is read", async () => {
    await expect(importModel(zipSync(await entriesOf(), { level: 9 }), "a.keras")).resolves.toBeInstanceOf(Uint8Array);
  });

  test("layers without end, and models in models, are refused", async () => {
    const nested = (depth: number): object => ({
      class_name: "Sequential",
      config: { name: "s", layers: depth === 0 ? [] : [nested(depth - 1)] },
    });
    const many = {
      class_name: "Sequential",
      config: { name: "s", layers: Array.from({ length: 30_000 }, () => ({ class_name: "Flatten", config: {} })) },
    };
    for (const config of [nested(12), many]) {
      const entries = { ...(await entriesOf()), "config.json": new TextEncoder().encode(JSON.stringify(config)) };
      await expect(importModel(zipSync(entries), "a.keras")).rejects.toThrow(IsthmusError);
    }
  });
});
