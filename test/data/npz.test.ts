import fc from "fast-check";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { arrayFromNpz } from "../../src/data/npz.js";
import { DataError, FormatError, IsthmusError } from "../../src/errors.js";
import { crc32 } from "../../src/formats/crc32.js";
import { unzip, zipEntries } from "../../src/formats/zip.js";
import { npyBytes, npyFloats } from "./npy-file.js";

const decoded = (text: string) => new Uint8Array(Buffer.from(text, "base64"));

/** Written by NumPy 2.4.6: savez(a=[[1, 2], [3, 4]] as bytes), which says sizes in ZIP64 fields. */
const STORED = decoded(
  "UEsDBC0AAAAAAAAAIQCCX1jr//////////8FABQAYS5ucHkBABAAhAAAAAAAAACEAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJ3x1MScsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAyKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAQIDBFBLAQItAy0AAAAAAAAAIQCCX1jrhAAAAIQAAAAFAAAAAAAAAAAAAACAAQAAAABhLm5weVBLBQYAAAAAAQABADMAAAC7AAAAAAA=",
);
/** The same, savez_compressed(x_train=arange(6.).reshape(3, 2), y_train=[1, 0, 1]). */
const DEFLATED = decoded(
  "UEsDBC0AAAAIAAAAIQCOE9Q0//////////8LABQAeF90cmFpbi5ucHkBABAAsAAAAAAAAABXAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GsY6CkaaOgq1CmQDLgYU8MEeynCAUBxQWgBKizgAAFBLAwQtAAAACAAAACEAorPQS///////////CwAUAHlfdHJhaW4ubnB5AQAQAJgAAAAAAAAASgAAAAAAAACb7BfqGxDJyFDGUK2eklqcXKRupaBuk2mhrqOgnpZfVFKUmBefX5SSChJ3S8wpTgWKF2ckFqQC+RrGOpo6CrUKFAAuRgZUAOMDAFBLAQItAy0AAAAIAAAAIQCOE9Q0VwAAALAAAAALAAAAAAAAAAAAAACAAQAAAAB4X3RyYWluLm5weVBLAQItAy0AAAAIAAAAIQCis9BLSgAAAJgAAAALAAAAAAAAAAAAAACAAZQAAAB5X3RyYWluLm5weVBLBQYAAAAAAgACAHIAAAAbAQAAAAA=",
);

/** An archive by another writer; `level` 0 stores. Pairs, since an entry may be called anything. */
function npz(arrays: readonly (readonly [key: string, npy: Uint8Array])[], level: 0 | 6 = 6): Uint8Array {
  return zipSync(Object.fromEntries(arrays.map(([key, npy]) => [key, [npy, { level }]])));
}
const small = npyBytes([2, 1], [1, 2]);

test("an entry that says it is too large is refused before anything is made of it", async () => {
  const archive = zipSync({ "a.npy": [npyFloats([64, 64], new Array(64 * 64).fill(0)), { level: 9 }] });
  const [entry] = zipEntries(archive, "a.npz");
  if (!entry) throw new Error("there is no entry");
  for (const [size, message] of [
    [
      2 ** 31 + 1,
      `unpacks "a.npy" to 2147483649 bytes; at most 134217728 can be read where ${entry.packedSize} are packed`,
    ],
    [2 ** 27, '"a.npy" cannot be read'],
    [entry.size - 1, '"a.npy" cannot be read'],
  ] as const) {
    await expect(unzip(archive, { ...entry, size }, "a.npz")).rejects.toThrow(FormatError);
    await expect(unzip(archive, { ...entry, size }, "a.npz")).rejects.toThrow(message);
  }
});

describe("arrayFromNpz", () => {
  test("reads the only array", async () => {
    expect(await arrayFromNpz(STORED, "a.npz")).toEqual({
      array: { shape: [2, 2], data: Uint8Array.of(1, 2, 3, 4), type: "u1" },
      key: "a",
      others: [],
    });
  });

  test("reads the array with a usual name, and its labels", async () => {
    expect(await arrayFromNpz(DEFLATED, "a.npz")).toEqual({
      array: { shape: [3, 2], data: Float64Array.of(0, 1, 2, 3, 4, 5), type: "f8" },
      key: "x_train",
      labels: { shape: [3], data: Float64Array.of(1, 0, 1), type: "i8" },
      labelsKey: "y_train",
      others: ["y_train"],
    });
  });

  test.each([0, 6] as const)(
    "reads Keras's four arrays, those to test on when they are wanted (level %i)",
    async (level) => {
      const bytes = npz(
        [
          ["x_test.npy", npyBytes([1, 2], [5, 6])],
          ["x_train.npy", npyBytes([2, 2], [1, 2, 3, 4])],
          ["y_test.npy", npyBytes([1], [9])],
          ["y_train.npy", npyBytes([2], [7, 8])],
        ],
        level,
      );
      const train = await arrayFromNpz(bytes, "mnist.npz");
      expect([train.key, train.labelsKey, train.test]).toEqual(["x_train", "y_train", "x_test"]);
      expect([[...train.array.data], [...(train.labels?.data ?? [])]]).toEqual([
        [1, 2, 3, 4],
        [7, 8],
      ]);
      expect(train.others).toEqual(["x_test", "y_test", "y_train"]);
      const later = await arrayFromNpz(bytes, "mnist.npz", train.test);
      expect([[...later.array.data], [...(later.labels?.data ?? [])], later.test]).toEqual([[5, 6], [9], undefined]);
    },
  );

  test.each([
    [["x", "y"], undefined, "x", "y"],
    [["data", "target", "feature_names"], undefined, "data", "target"],
    [["train_images", "train_labels", "val_images", "val_labels"], undefined, "train_images", "train_labels"],
    [["train_images", "train_labels", "val_images", "val_labels"], "val_images", "val_images", "val_labels"],
    [["images", "other"], undefined, "images", undefined],
    [["a", "b"], "b", "b", undefined],
    [["a", "b"], "b.npy", "b", undefined],
    [["a"], undefined, "a", undefined],
    [["__proto__", "constructor"], "__proto__", "__proto__", undefined],
  ])("chooses among %j, wanted %s", async (keys, wanted, key, labels) => {
    const bytes = npz(keys.map((name) => [`${name}.npy`, small]));
    const { key: chosen, labelsKey, others } = await arrayFromNpz(bytes, "a.npz", wanted);
    expect([chosen, labelsKey]).toEqual([key, labels]);
    expect(others.toSorted()).toEqual(keys.filter((name) => name !== key).toSorted());
  });

  test("lists the arrays where none can be chosen", async () => {
    const arrays = [
      ["a.npy", npyFloats([3, 4], new Array(12).fill(0))],
      ["b.npy", npyBytes([], [1])],
      ["notes.txt", Uint8Array.of(1)],
    ] as const;
    await expect(arrayFromNpz(npz(arrays), "a.npz")).rejects.toThrow(
      new DataError(
        'a.npz holds several arrays: "a" (3 × 4, f4), "b" (one value, u1). ' +
          'Choose the one with the samples: array: "a", or on the command line --array a.',
      ),
    );
    await expect(arrayFromNpz(npz(arrays), "a.npz", "c")).rejects.toThrow(
      new DataError(
        'a.npz has no array "c"; it holds: "a" (3 × 4, f4), "b" (one value, u1). ' +
          'Choose the one with the samples: array: "a", or on the command line --array a.',
      ),
    );
    const two = npz([
      ["x.npy", small],
      ["data.npy", small],
    ]);
    await expect(arrayFromNpz(two, "a.npz")).rejects.toThrow('several arrays: "x" (2 × 1, u1), "data" (2 × 1, u1).');
    const many = npz(Array.from({ length: 40 }, (_, index) => [`${index}a.npy`, small]));
    await expect(arrayFromNpz(many, "a.npz")).rejects.toThrow('"11a" (2 × 1, u1) and 28 more. Choose');
  });

  test("an archive without arrays is an error", async () => {
    await expect(arrayFromNpz(npz([["a.txt", small]]), "a.npz")).rejects.toThrow(
      new DataError("a.npz is a ZIP archive without arrays. Save them with numpy.savez(file, x_train=a)."),
    );
  });

  test("an array that cannot be read is an error that names it", async () => {
    await expect(arrayFromNpz(npz([["a.npy", Uint8Array.of(1, 2)]]), "a.npz")).rejects.toThrow(
      new FormatError(
        'a.npz, array "a" is not an NPY file: it begins with 01 02, NPY files begin with 93 4e 55 4d 50 59. ' +
          "Write it with numpy.save(), one array to a file.",
      ),
    );
  });

  /** Changes a field of the only entry in the directory (its header begins with PK\x01\x02). */
  function changed(bytes: Uint8Array, field: number, ...values: number[]): Uint8Array {
    const copy = bytes.slice();
    const at = copy.findIndex((_, index) => copy[index] === 0x50 && copy[index + 1] === 0x4b && copy[index + 2] === 1);
    copy.set(values, at + field);
    return copy;
  }
  const one = npz([["a.npy", npyFloats([64, 64], new Array(4096).fill(0))]]);
  test.each([
    ["cut short", one.subarray(0, -30), "a.npz is damaged or cut short: its directory cannot be read."],
    ["its first half", one.subarray(0, 50), "a.npz is damaged or cut short: its directory cannot be read."],
    ["another checksum", changed(one, 16, 1), 'a.npz is damaged or cut short: "a.npy" cannot be read.'],
    ["a larger size", changed(one, 24, 0xff), 'a.npz, array "a" has 127 bytes after its data'],
    ["a smaller size", changed(one, 24, 0, 1), 'a.npz, array "a" is cut short'],
    ["a size that no deflate reaches", changed(one, 24, 0, 0, 0, 0x7f), "has 2130689920 bytes after its data"],
    ["a ZIP64 size that is not there", changed(one, 24, 255, 255, 255, 255), "its directory cannot be read."],
    ["a local header elsewhere", changed(one, 42, 1), '"a.npy" cannot be read.'],
    ["a password", changed(one, 8, 1), "a.npz is encrypted. Save it without a password."],
    ["another method", changed(one, 10, 12), 'a.npz packs "a.npy" by method 12.'],
  ])("refuses an archive with %s", async (_, bytes, message) => {
    await expect(arrayFromNpz(bytes, "a.npz")).rejects.toThrow(FormatError);
    await expect(arrayFromNpz(bytes, "a.npz")).rejects.toThrow(message);
  });

  test("refuses an entry that is there twice", async () => {
    const bytes = npz([
      ["a.npy", small],
      ["b.npy", small],
    ]);
    const text = Buffer.from(bytes).toString("latin1").replaceAll("b.npy", "a.npy");
    const twice = new Uint8Array(Buffer.from(text, "latin1"));
    await expect(arrayFromNpz(twice, "a.npz")).rejects.toThrow('a.npz holds "a.npy" twice.');
  });

  test("damage anywhere gives an IsthmusError or the same array, never anything else", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(STORED, DEFLATED),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (original, changes) => {
          const file = original.slice();
          for (const [at, byte] of changes) file[at % file.length] = byte;
          try {
            const { array } = await arrayFromNpz(file, "a.npz");
            // A checksum guards the values; the directory's names are guarded by nothing.
            expect([4, 6, 3]).toContain(array.data.length);
          } catch (error) {
            if (!(error instanceof IsthmusError)) throw error;
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

test("crc32 gives the checksum of the standard's example, in one go or in parts", () => {
  const bytes = new TextEncoder().encode("123456789");
  expect([crc32(bytes), crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))]).toEqual([0xcbf43926, 0xcbf43926]);
});
