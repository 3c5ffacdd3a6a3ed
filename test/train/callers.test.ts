import { describe, expect, it } from "vitest";
import type * as library from "../../src/index.js";
import { usePage } from "../harness/browser.js";

/** What a page gives and wants back: pixels, lists, files, results that stay on the GPU, and a way to stop. */

const browser = usePage();
declare const isthmus: typeof library;

describe("in a page", () => {
  it("predictions left on the GPU are those that come back, and outlive the model on a shared device", async () => {
    const result = await browser.page.evaluate(async () => {
      const gpu = await isthmus.requestGpu();
      const input = 6;
      const ae = await isthmus.Autoencoder.create({
        input,
        encoder: [isthmus.dense(2)],
        decoder: [isthmus.dense(input)],
        gpu,
      });
      const data = Float32Array.from({ length: 7 * input }, (_, at) => (at % 5) / 5);
      const copied = [await ae.predict(data, { batchSize: 3 }), await ae.encode(data, { batchSize: 3 })];
      const kept = [
        await ae.predict(data, { batchSize: 3, keepOnGpu: true }),
        await ae.encode(data, { batchSize: 3, keepOnGpu: true }),
      ];
      ae.dispose();
      const back = [];
      for (const { buffer } of kept) {
        const staging = gpu.device.createBuffer({ size: buffer.size, usage: 1 | 8 });
        const encoder = gpu.device.createCommandEncoder();
        encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
        gpu.device.queue.submit([encoder.finish()]);
        await staging.mapAsync(1);
        back.push([...new Float32Array(staging.getMappedRange())]);
      }
      const usages = kept.map(({ buffer }) => buffer.usage);
      for (const tensor of kept) tensor.destroy();
      gpu.dispose();
      return { copied: copied.map(({ data }) => [...data]), back, usages, shapes: kept.map(({ shape }) => shape) };
    });
    expect(result.back).toEqual(result.copied);
    expect(result.shapes).toEqual([
      [7, 6],
      [7, 2],
    ]);
    // STORAGE, VERTEX, COPY_DST and COPY_SRC, by the numbers of the specification.
    expect(result.usages).toEqual([0x80 | 0x20 | 0x8 | 0x4, 0x80 | 0x20 | 0x8 | 0x4]);
  });

  it("lists, a canvas's bytes and its pixels are taken where values are, files where bytes are", async () => {
    const { values, loaded, refused } = await browser.page.evaluate(async () => {
      const ae = await isthmus.Autoencoder.create({
        input: 4,
        encoder: [isthmus.dense(2)],
        decoder: [isthmus.dense(4)],
      });
      const floats = Float32Array.of(0, 0.25, 0.5, 1);
      const bytes = Uint8ClampedArray.of(0, 128, 255, 255);
      const made = [
        await ae.predict(floats),
        await ae.predict([0, 0.25, 0.5, 1]),
        await ae.predict(new Uint8Array(bytes)),
        await ae.predict(bytes),
        await ae.predict(new ImageData(bytes.slice(), 1, 1)),
        await ae.decode([1, 2]),
        await ae.decode(Float32Array.of(1, 2)),
      ];
      const saved = await ae.save();
      const names = async (source: library.BytesSource) => {
        const model = await isthmus.Autoencoder.load(source, { gpu: ae.gpu });
        return (await model.predict(floats)).data.join();
      };
      const sources = [saved, saved.buffer, new DataView(saved.buffer), new Blob([saved]), new Response(saved)];
      const loadedAll = [];
      for (const source of sources) loadedAll.push(await names(source));
      const failure = (work: Promise<unknown>) =>
        work.then(
          () => "nothing",
          ({ name, message }) => `${name}: ${message}`,
        );
      const aborted = AbortSignal.abort(new Error("enough"));
      const refusedAll = [
        await failure(ae.predict(floats, { signal: aborted })),
        await failure(ae.predict(floats, { signal: aborted, keepOnGpu: true })),
        await failure(ae.evaluate(floats, { signal: aborted })),
        await failure(ae.predict(floats, { batch_size: 2 } as never)),
        await failure(ae.fit(floats, floats as never)),
        await failure(ae.fit(floats, { validation_data: floats } as never)),
        await failure(isthmus.Autoencoder.load(new Response("", { status: 404, statusText: "Not Found" }))),
        await failure(ae.predict(new ImageData(3, 2))),
      ];
      ae.dispose();
      return { values: made.map(({ data }) => data.join()), loaded: loadedAll, refused: refusedAll };
    });
    const [floats, list, bytes, clamped, pixels, codes, float32Codes] = values;
    expect(list).toBe(floats);
    expect([clamped, pixels]).toEqual([bytes, bytes]);
    expect(codes).toBe(float32Codes);
    expect(new Set(loaded)).toEqual(new Set([floats]));
    expect(refused).toEqual([
      "Error: enough",
      "Error: enough",
      "Error: enough",
      expect.stringContaining("Did you mean batchSize?"),
      expect.stringContaining("ArgumentError: An autoencoder learns to give back what it is given"),
      expect.stringContaining("Did you mean validationData?"),
      "DataError: The model is not there: the server answered 404 Not Found. Correct the address.",
      expect.stringContaining("ShapeError: The picture has 3 × 2 pixels"),
    ]);
  });
});

it("Keras's habits are told apart from what is meant", async () => {
  const { dense, earlyStopping, adam, csvLogger } = await import("../../src/index.js");
  expect(() => dense(32, "relu" as never)).toThrow(
    'dense(32) takes its options as an object: write dense(32, { activation: "relu" }).',
  );
  expect(() => dense(32, { use_bias: false } as never)).toThrow("Did you mean useBias?");
  expect(() => dense(32, 5 as never)).toThrow("dense(32) takes its options as an object");
  expect(() => adam(0.1 as never)).toThrow(
    "adam takes its options as an object, such as { learningRate: … }; got 0.1.",
  );
  expect(() => adam({ learning_rate: 0.1 } as never)).toThrow("Did you mean learningRate?");
  expect(() => earlyStopping({ patence: 3 } as never)).toThrow('earlyStopping has no option "patence"');
  expect(() => earlyStopping({ restore_best_weights: true } as never)).toThrow("Did you mean restoreBestWeights?");
  expect(() => csvLogger(() => {}, { sep: ";" } as never)).toThrow('csvLogger has no option "sep"');
});
