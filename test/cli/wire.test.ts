import { expect, test } from "vitest";
import { pack, received, sendable, unpack } from "../../src/cli/wire.js";
import { datasetOf, type Values } from "../../src/index.js";

test("numbers that are not finite arrive as what they were", () => {
  const value = {
    loss: Number.NaN,
    shares: [1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null],
    text: "NaN",
  };
  expect(unpack(pack({ value }))).toEqual({ value });
});

/** The parts as the page gets them: values fetched by name, shapes and types from the references. */
function travel(sets: Parameters<typeof sendable>[0]) {
  const { refs, values } = sendable(sets);
  return new Map(
    refs.map(({ name, shape, type }) => {
      const given = values.get(name) as Values;
      const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength).slice();
      return [name, datasetOf(type === "uint8" ? bytes : new Float32Array(bytes.buffer), shape)] as const;
    }),
  );
}

test("data sets arrive with all that belongs to their samples", () => {
  const train = datasetOf(Float32Array.of(1, 2, 3, 4, 5, 6), [3], {
    labels: Uint8Array.of(7, 0),
    targets: { data: Uint8Array.of(1, 2, 3, 4), shape: [1, 2] },
    sampleWeight: Float32Array.of(0.5, 2),
    mask: Uint8Array.of(1, 0, 1, 1),
  });
  const validation = datasetOf(Uint8Array.of(1, 2, 3), [3]);
  const parts = travel({ train, validation, checkpoint: undefined });
  expect(received("train", parts)).toEqual(train);
  expect(received("validation", parts)).toEqual(validation);
  expect(received("checkpoint", parts)).toBeUndefined();
});

test("names of classes stay behind", () => {
  const train = datasetOf(Uint8Array.of(1, 2), [1], { labels: Uint8Array.of(0, 1), classes: ["a", "b"] });
  expect(received("train", travel({ train }))).toEqual({
    ...datasetOf(Uint8Array.of(1, 2), [1], Uint8Array.of(0, 1)),
  });
});
