import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sameTransposedWindow, sameWindow } from "../../src/exchange/onnx/windows.js";
import { PADDINGS, windowOver } from "../../src/layers/images.js";

const padding = fc.constantFrom(...PADDINGS);
const size = fc.integer({ min: 1, max: 5 });
const pad = fc.integer({ min: 0, max: 4 });

/** The pixels that a kernel's values meet, window by window: `window:value` → pixel, those outside left out. */
function meetings(length: number, windows: number, kernel: number, stride: number, before: number, zeros = 0) {
  const met: string[] = [];
  for (let window = 0; window < windows; window++) {
    for (let value = 0; value < kernel; value++) {
      const pixel = window * stride + zeros + value - before;
      if (pixel >= 0 && pixel < length) met.push(`${window}:${value} ${pixel}`);
    }
  }
  return met;
}

describe("a window of ours", () => {
  const axis = fc.record({ length: fc.integer({ min: 1, max: 12 }), size, stride: size, before: pad, after: pad });

  test("meets the same pixels as the one that it stands for", () => {
    let found = 0;
    fc.assert(
      fc.property(axis, padding, fc.boolean(), fc.boolean(), (given, kind, widen, ceil) => {
        const same = sameWindow({ ...given, ceil }, kind, widen);
        if (!same) return;
        found++;
        const { length, size: kernel, stride, before, after } = given;
        const span = length + before + after - kernel;
        const windows = (ceil ? Math.ceil(span / stride) : Math.floor(span / stride)) + 1;
        const ours = windowOver(length, same.size, stride, same.padding);
        expect(ours.length).toBe(windows);
        expect(same.zeros + kernel).toBeLessThanOrEqual(same.size);
        if (!widen) expect(same).toMatchObject({ size: kernel, zeros: 0 });
        const wanted = meetings(length, windows, kernel, stride, before);
        expect(meetings(length, ours.length, kernel, stride, ours.before, same.zeros)).toEqual(wanted);
      }),
      { numRuns: 5000 },
    );
    expect(found).toBeGreaterThan(200);
  });

  test.each([
    [
      "a kernel of 3 with stride 2 and padding 1, as in PyTorch, over an even length",
      8,
      3,
      2,
      1,
      { size: 4, zeros: 0 },
    ],
    ["the same over an odd length, which is Keras's", 7, 3, 2, 1, { size: 3, zeros: 0 }],
    ["a kernel of 5 with stride 2 and padding 2", 28, 5, 2, 2, { size: 6, zeros: 0 }],
    ["more padding than any has", 8, 3, 1, 2, undefined],
  ])("%s", (_, length, kernel, stride, pads, expected) => {
    const same = sameWindow({ length, size: kernel, stride, before: pads, after: pads }, "same", true);
    expect(same).toEqual(expected && { padding: "same", ...expected });
  });
});

test("a transposed window of ours reaches the same pixels as the one that it stands for", () => {
  let found = 0;
  const axis = fc.record({ length: fc.integer({ min: 1, max: 6 }), size, stride: size, before: pad, after: pad });
  fc.assert(
    fc.property(axis, pad, padding, ({ length, size: kernel, stride, before, after }, extra, kind) => {
      const gives = (length - 1) * stride + kernel - before - after + extra;
      const same = gives > 0 ? sameTransposedWindow({ length, size: kernel, stride, before, gives }, kind) : undefined;
      if (!same) return;
      found++;
      // It transposes the convolution from its output to its input.
      const ours = windowOver(gives, same.size, stride, same.padding);
      expect(ours.length).toBe(length);
      const wanted = meetings(gives, length, kernel, stride, before);
      expect(meetings(gives, ours.length, kernel, stride, ours.before, same.zeros)).toEqual(wanted);
    }),
    { numRuns: 5000 },
  );
  expect(found).toBeGreaterThan(200);
});
