import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Hdf5DataSet, type Hdf5Group, readHdf5 } from "../../src/formats/hdf5.js";
import { encodeHdf5, type Hdf5Array, type Hdf5Folder } from "../../src/formats/hdf5-writer.js";
import { lookup3 } from "../../src/formats/lookup3.js";
import { FormatError } from "../../src/index.js";

/** Written by h5py 3.16 for Keras 3.15: superblock 0, groups as trees of symbols, texts in a global heap. */
const legacy = new Uint8Array(gunzipSync(readFileSync(new URL("../exchange/keras/halves.h5.gz", import.meta.url))));

const words = (text: string) => new TextEncoder().encode(text);

test("lookup3 gives the sums of its author's driver", () => {
  expect(lookup3(words(""))).toBe(0xdeadbeef);
  expect(lookup3(words("Four score and seven years ago"))).toBe(0x17770551);
});

const names = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((name) => !/[/\0.]/.test(name));
const array: fc.Arbitrary<Hdf5Array> = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }).chain((shape) => {
  const size = { minLength: shape.reduce((a, b) => a * b, 1), maxLength: shape.reduce((a, b) => a * b, 1) };
  return fc.record({ shape: fc.constant(shape), data: fc.oneof(fc.float32Array(size), fc.int32Array(size)) });
});
const { folder } = fc.letrec<{ folder: Hdf5Folder; child: Hdf5Folder | Hdf5Array }>((tie) => ({
  child: fc.oneof({ depthSize: "small", withCrossShrink: true }, array, tie("folder")),
  folder: fc.record({
    attributes: fc.dictionary(
      names.filter((name) => name !== "__proto__"),
      fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
      { maxKeys: 3 },
    ),
    children: fc
      .uniqueArray(fc.tuple(names, tie("child")), { selector: ([name]) => name, maxLength: 5 })
      .map((list) => new Map(list)),
  }),
}));

function expectSame(read: Hdf5Group | Hdf5DataSet | undefined, written: Hdf5Folder | Hdf5Array): void {
  if (!read) throw new Error("it is missing");
  if ("data" in written) {
    if ("children" in read) throw new Error("an array is a group");
    const { data } = written;
    expect(read.shape).toEqual(written.shape);
    expect(read.type).toBe(data instanceof Int32Array ? "int32" : "float32");
    expect(read.floats()).toEqual(Float32Array.from(data));
    return;
  }
  if (!("children" in read)) throw new Error("a group is an array");
  expect([...read.children.keys()].sort()).toEqual([...written.children.keys()].sort());
  for (const [name, child] of written.children) expectSame(read.children.get(name), child);
  for (const [name, text] of Object.entries(written.attributes ?? {})) expect(read.texts(name)).toEqual([text]);
  expect(read.texts("there is no such attribute")).toBeUndefined();
}

describe("a round trip", () => {
  test("keeps groups, arrays and texts", () => {
    fc.assert(fc.property(folder, (root) => expectSame(readHdf5(encodeHdf5(root), "a.h5"), root)));
  });

  test("of hundreds of arrays in a group", () => {
    const children = new Map(
      Array.from({ length: 700 }, (_, index) => [`${index}`, { shape: [1], data: Float32Array.of(index) }]),
    );
    expectSame(readHdf5(encodeHdf5({ children }), "a.h5"), { children });
  });

  test("works where the file is not aligned in its buffer", () => {
    const file = encodeHdf5({ children: new Map([["a", { shape: [2], data: Float32Array.of(1, 2) }]]) });
    const larger = new Uint8Array(file.length + 1);
    larger.set(file, 1);
    const set = readHdf5(larger.subarray(1), "a.h5").children.get("a") as Hdf5DataSet;
    expect([...set.floats()]).toEqual([1, 2]);
  });

  test("refuses names that are too long", () => {
    const children = new Map([["x".repeat(256), { children: new Map() }]]);
    expect(() => encodeHdf5({ children })).toThrow(FormatError);
  });
});

describe("a file of h5py's", () => {
  test("gives its texts, fixed and of any length, and its arrays", () => {
    const root = readHdf5(legacy, "a.h5");
    expect(JSON.parse(root.texts("model_config")?.[0] ?? "").class_name).toBe("Functional");
    const encoder = (root.children.get("model_weights") as Hdf5Group).children.get("encoder") as Hdf5Group;
    expect(encoder.texts("weight_names")).toHaveLength(4);
    expect(encoder.texts("weight_names")?.[0]).toMatch(/kernel$/);
  });

  test("is refused where it has what Keras does not write", () => {
    // The class and version of every data set's layout: contiguous, made chunked.
    const bytes = legacy.slice();
    let changed = 0;
    for (let at = 0; at + 18 < bytes.length; at++) {
      const isLayout = bytes[at] === 8 && bytes[at + 1] === 0 && bytes[at + 8] === 3 && bytes[at + 9] === 1;
      if (!isLayout) continue;
      bytes[at + 9] = 2;
      changed++;
    }
    expect(changed).toBeGreaterThan(0);
    expect(() => readHdf5(bytes, "a.h5")).toThrow(
      "a.h5 is HDF5 with data sets in chunks, perhaps compressed, which Keras does not write",
    );
  });
});

describe("a small file costs little", () => {
  const file = encodeHdf5({
    children: new Map<string, Hdf5Folder | Hdf5Array>([
      ["a", { shape: [2], data: Float32Array.of(1, 2) }],
      ["b", { shape: [2], data: Float32Array.of(3, 4) }],
      ["c", { children: new Map() }],
    ]),
  });
  const view = new DataView(file.buffer);
  const headers = [...file.keys()].filter((at) => new TextDecoder().decode(file.subarray(at, at + 4)) === "OHDR");
  /** The file with a change, its checksums right again. */
  const changed = (change: (bytes: Uint8Array, view: DataView) => void) => {
    const bytes = file.slice();
    const mine = new DataView(bytes.buffer);
    change(bytes, mine);
    for (const begin of headers) {
      const end = begin + 10 + view.getUint32(begin + 6, true);
      mine.setUint32(end, lookup3(bytes.subarray(begin, end)), true);
    }
    return bytes;
  };
  /** Where a link's address stands, of the link with this name. */
  const addressOf = (name: string) => {
    const pattern = [1, 0x10, 1, 1, name.charCodeAt(0)];
    return (
      [...file.keys()].findIndex((at) => pattern.every((byte, index) => file[at + index] === byte)) + pattern.length
    );
  };

  test("changed in nothing, it is read", () => {
    expect(
      readHdf5(
        changed(() => {}),
        "a.h5",
      ).children.size,
    ).toBe(3);
  });

  test("two names of one object are refused: a circle has no end", () => {
    const twice = changed((bytes) => bytes.copyWithin(addressOf("b"), addressOf("a"), addressOf("a") + 8));
    expect(() => readHdf5(twice, "a.h5")).toThrow("a.h5 is damaged");
    const root = view.getBigUint64(36, true);
    const circle = changed((_, mine) => mine.setBigUint64(addressOf("c"), root, true));
    expect(() => readHdf5(circle, "a.h5")).toThrow("a.h5 is damaged");
  });

  test("arrays that share values are refused when they are more than the file", () => {
    // Each says that all of the file is its own.
    const large = changed((bytes, mine) => {
      for (const begin of headers) {
        const shape = begin + 10 + 4 + 4;
        if (mine.getUint8(begin + 10) !== 1) continue;
        mine.setBigUint64(shape, BigInt(Math.floor(bytes.length / 4)), true);
        const layout = [...bytes.keys()].find((at) => at > begin && bytes[at] === 8 && bytes[at + 4] === 3) ?? 0;
        mine.setBigUint64(layout + 6, 0n, true);
        mine.setBigUint64(layout + 14, BigInt(bytes.length), true);
      }
    });
    expect(() => readHdf5(large, "a.h5")).toThrow("a.h5 is damaged or cut short: a data set");
  });

  test("a change that no checksum knows is seen", () => {
    const bytes = file.slice();
    const at = (headers[0] ?? 0) + 12;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    expect(() => readHdf5(bytes, "a.h5")).toThrow("a.h5 is damaged");
  });
});
