/** Files that are made to do harm; damaged ones are those of test/fuzz. */
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { unzip, zipEntries } from "../../src/formats/zip.js";
import { exportModel, importModel } from "../../src/formats.js";
import { dense, IsthmusError, sampling } from "../../src/index.js";
import { savedBytes } from "./saved-models.js";

const [own] = await exportModel(
  savedBytes({ input: 4, encoder: [dense(3), sampling(2)], decoder: [dense(4)] }, 1, true),
  "keras",
);
describe("a small file that would become large", () => {
  const original = own?.bytes ?? new Uint8Array();
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
