import { expect, it } from "vitest";
import { shown } from "../../src/errors.js";

const MILLION = 1_000_000;
/** An array that cries out when what stands far behind is looked at. */
const guarded = (length: number) =>
  new Proxy(Array(length).fill(0), {
    get(array, name) {
      if (typeof name === "string" && Number(name) >= 100) throw new Error("It is written number by number.");
      return Reflect.get(array, name);
    },
  });
const round: unknown[] = [];
round.push(round);

it.each<[unknown, string]>([
  [undefined, "nothing"],
  [null, "null"],
  [Number.NaN, "NaN"],
  [3n, "3n"],
  ["same", '"same"'],
  [[1, 2], "[1,2]"],
  [{ units: 3 }, '{"units":3}'],
  [Promise.resolve(1), "a promise: await it"],
  [new Float64Array(MILLION), "a Float64Array"],
  [new Int8Array(3), "an Int8Array"],
  [new ArrayBuffer(8), "an ArrayBuffer"],
  [Symbol("units"), "a Symbol"],
  [round, "a value of type object"],
  // As long as there is room for, and no longer
  [Array(29).fill(0), `[${Array(29).fill(0)}]`],
  [Array(30).fill(0), `[${Array(30).fill(0)}…`],
  [Array(31).fill(0), `[${Array(30).fill(0)}…`],
  [Buffer.alloc(4), "a Uint8Array"],
  [{ train: { data: new Float32Array(MILLION) } }, '{"train":{"data":"Float32Array"}}'],
  [{ data: Buffer.alloc(MILLION) }, '{"data":"Uint8Array"}'],
  [[Buffer.alloc(4)], '["Uint8Array"]'],
])("%#: a message shows it as %s", (value, text) => {
  expect(shown(value)).toBe(text);
});

it("long arrays are not read to their ends", () => {
  expect(shown(guarded(MILLION))).toBe(`[${Array(30).fill(0)}…`);
  expect(shown({ a: guarded(MILLION) })).toBe(`{"a":[${Array(27).fill(0)},…`);
  expect(shown([guarded(MILLION), 1])).toBe(`[[${Array(29).fill(0)},…`);
});
