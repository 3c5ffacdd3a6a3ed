import fc from "fast-check";
import { dump } from "npyjs";
import { describe, expect, test } from "vitest";
import { parseNpy } from "../../src/data/npy.js";
import { datasetFromNpy } from "../../src/data/read.js";
import { ArgumentError, DataError, FormatError, IsthmusError, ShapeError } from "../../src/errors.js";
import { npyBytes, npyFile, npyFloats, npyHeader } from "./npy-file.js";

/** Written by NumPy 2.4.6: mostly [[0, 1, 2], [3, 200, 255]]. */
const NUMPY = {
  booleans:
    "k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQEBAQE=",
  "signed bytes":
    "k05VTVBZAQB2AHsnZGVzY3InOiAnfGkxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAQIDSH8=",
  "big-endian 16-bit integers":
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPnUyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAABAAIAAwDIAP8=",
  "64-bit integers":
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAEAAAAAAAAAAgAAAAAAAAADAAAAAAAAAMgAAAAAAAAA/wAAAAAAAAA=",
  "16-bit floats":
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDUpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIApmLgDBAQD/ewCA",
  "big-endian floats":
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAP4AAAEAAAABAQAAAQ0gAAEN/AAA=",
  doubles:
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEAAAAAAAAAIQAAAAAAAAGlAAAAAAADgb0A=",
  "version 2":
    "k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAAEAAAEBAAABIQwAAf0M=",
  "version 3":
    "k05VTVBZAwB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAAEAAAEBAAABIQwAAf0M=",
  "Fortran order":
    "k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAwHIAv8=",
  records:
    "k05VTVBZAQB2AHsnZGVzY3InOiBbKCdhJywgJzxmNCcpLCAoJ2InLCAnPGkyJyldLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAA=",
  "64-bit integers beyond 2^53":
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPmk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoQAAAAAAAAAfAAAAAAAAAA",
  "Fortran order, three axes":
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMywgNCksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAADAAAAAQAAAAQAAAACAAAABQAAAABAAAADQAAAAUAAAARAAAACQAAABUAAAACAAAADgAAAAYAAAASAAAACgAAABYAAAADAAAADwAAAAcAAAATAAAACwAAABcAAAA=",
  text: "k05VTVBZAQB2AHsnZGVzY3InOiAnPFUyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAphAAAAAAAAAGIAAABjAAAA",
  dates:
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPE04W25zXScsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgxLCAyKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAAAA",
  "complex numbers":
    "k05VTVBZAQB2AHsnZGVzY3InOiAnPGM4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAAAAAAAAAA",
} as const;

const numpy = (name: keyof typeof NUMPY) => new Uint8Array(Buffer.from(NUMPY[name], "base64"));

describe("parseNpy", () => {
  test.each([
    ["booleans", "b1", Uint8Array.of(0, 1, 1, 1, 1, 1)],
    ["signed bytes", "i1", Float32Array.of(0, 1, 2, 3, 72, 127)],
    ["big-endian 16-bit integers", "u2", Float32Array.of(0, 1, 2, 3, 200, 255)],
    ["64-bit integers", "i8", Float64Array.of(0, 1, 2, 3, 200, 255)],
    ["big-endian floats", "f4", Float32Array.of(0, 1, 2, 3, 200, 255)],
    ["doubles", "f8", Float64Array.of(0, 1, 2, 3, 200, 255)],
    ["version 2", "f4", Float32Array.of(0, 1, 2, 3, 200, 255)],
    ["version 3", "f4", Float32Array.of(0, 1, 2, 3, 200, 255)],
    ["Fortran order", "u1", Uint8Array.of(0, 1, 2, 3, 200, 255)],
  ] as const)("reads NumPy's own file: %s", (name, type, data) => {
    expect(parseNpy(numpy(name))).toEqual({ shape: [2, 3], type, data });
  });

  test("reads 64-bit integers as the nearest 64-bit floats", () => {
    expect([...parseNpy(numpy("64-bit integers beyond 2^53")).data]).toEqual([2 ** 60, -(2 ** 60)]);
  });

  test("reads Fortran order of three axes (NumPy's asfortranarray(arange(24).reshape(2, 3, 4)))", () => {
    const data = Float64Array.from({ length: 24 }, (_, index) => index);
    expect(parseNpy(numpy("Fortran order, three axes"))).toEqual({ shape: [2, 3, 4], type: "i4", data });
  });

  test("reads Fortran order of any shape and type: each value stands where its indices say", () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(shapes, fc.constantFrom("|u1", "<i2", ">f8"), (shape, descr) => {
        const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
        const size = shape.reduce((a, b) => a * b, 1);
        const width = Number(descr[2]);
        const values = new Uint8Array(size * width);
        const view = new DataView(values.buffer);
        for (let at = 0; at < size; at++) {
          if (descr === "|u1") view.setUint8(at, at % 251);
          else if (descr === "<i2") view.setInt16(2 * at, at - 100, true);
          else view.setFloat64(8 * at, at / 3);
        }
        const stored = (at: number) => (descr === "|u1" ? at % 251 : descr === "<i2" ? at - 100 : at / 3);
        const { data } = parseNpy(npyFile(npyHeader(descr, shape, "True"), values));
        expect(data.length).toBe(size);
        for (let index = 0; index < size; index++) {
          let rest = index;
          let at = 0;
          for (let axis = shape.length - 1; axis >= 0; axis--) {
            at += (rest % (shape[axis] ?? 1)) * (strides[axis] ?? 0);
            rest = Math.floor(rest / (shape[axis] ?? 1));
          }
          expect(data[index]).toBe(stored(at));
        }
      }),
      { numRuns: 100 },
    );
  });

  test("keeps NaN and infinities", () => {
    const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300];
    expect([...parseNpy(new Uint8Array(dump(Float64Array.from(values), [4]))).data]).toEqual(values);
  });

  const dictionaries = [
    `{'descr':'<f4','fortran_order':False,'shape':(2,)}`,
    `{"shape": (2L,), "fortran_order": False, "descr": "<f4",}`,
    ` { 'fortran_order' : False , 'descr' : '=f4' , 'shape' : ( 2 , ) , } `,
    `{'descr': ('<f4'), 'fortran_order': False, 'shape': (2,), }`,
  ];
  test.each(dictionaries)("reads the header as Python does: %s", (header) => {
    const { shape, data } = parseNpy(npyFile(header, new Uint8Array(Float32Array.of(1, 2).buffer)));
    expect([shape, [...data]]).toEqual([[2], [1, 2]]);
  });

  test.each([
    [`y'descr': '<f4', 'fortran_order': False, 'shape': (2,), }`, '"y" at 0 is not expected'],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n\n}`, '"}" at 59 is not expected'],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'shape': (1,)}`, "'shape' stands there twice"],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'order': 1}`, "'order' is not known"],
    [`{'descr': '<f4', 'shape': (2,)}`, "'fortran_order' is missing"],
    [`{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}`, "'fortran_order' is neither True nor False"],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (2)}`, "'shape' is no tuple of lengths"],
    [
      `{'descr': '<f4', 'fortran_order': False, 'shape': (${"1, ".repeat(65)})}`,
      "'shape' has 65 axes, more than the 64 that NumPy knows",
    ],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': [2]}`, "'shape' is no tuple of lengths"],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}`, "'shape' is no tuple of lengths"],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (2.0,)}`, '"2" at 51 is not expected'],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (0x2,)}`, '"0" at 51 is not expected'],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (,)}`, '"," at 51 is not expected'],
    [`{'descr': '<f4', 'fortran_order': Falsehood, 'shape': (2,)}`, '"F" at 34 is not expected'],
    [`{'descr': 4, 'fortran_order': False, 'shape': (2,)}`, "'descr' names no type"],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (2,)`, "it ends too early"],
    [`{'descr': '<f4', 'fortran_order': False, 'shape': (2,), '__proto__': 1}`, "'__proto__' is not known"],
    [`${"[".repeat(9000)}`, "it is nested too deeply"],
    [`('descr', '<f4')`, "it is no dictionary"],
  ])("refuses a header that NumPy refuses: %s", (header, reason) => {
    const file = npyFile(header, new Uint8Array(8));
    expect(() => parseNpy(file, "a.npy")).toThrow(FormatError);
    expect(() => parseNpy(file, "a.npy")).toThrow(`: ${reason}. Save it again.`);
  });

  test("refuses a header longer than NumPy takes", () => {
    const file = npyFile(
      `{'descr': '<f4', ${" ".repeat(10_000)}'fortran_order': False, 'shape': (2,)}`,
      new Uint8Array(8),
    );
    expect(() => parseNpy(file, "a.npy")).toThrow("a.npy has a header of ");
  });

  test("reads 16-bit floats, smallest and largest too", () => {
    const { data } = parseNpy(numpy("16-bit floats"));
    expect([...data]).toEqual([0.0999755859375, -2.5, 2 ** -24, 65504, -0]);
  });

  test("reads what another writer (npyjs) has written, of any shape and type", () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    const types = fc.constantFrom(
      Int8Array,
      Uint8Array,
      Int16Array,
      Uint16Array,
      Int32Array,
      Float32Array,
      Float64Array,
    );
    fc.assert(
      fc.property(shapes, types, fc.integer({ min: 0, max: 127 }), (shape, Type, seed) => {
        const size = shape.reduce((a, b) => a * b, 1);
        const values = new Type(Array.from({ length: size }, (_, index) => (index * 31 + seed) % 127));
        const array = parseNpy(new Uint8Array(dump(values, shape)));
        expect(array.shape).toEqual(shape);
        expect(Array.from(array.data)).toEqual(Array.from(values));
      }),
      { numRuns: 60 },
    );
  });

  test("bytes are a view of the file, not a copy; floats may begin anywhere", () => {
    for (const [file, type] of [
      [npyBytes([2, 2], [1, 2, 3, 4]), Uint8Array],
      [npyFloats([2, 2], [1, 2, 3, 4]), Float32Array],
    ] as const) {
      const larger = new Uint8Array(file.length + 3);
      larger.set(file, 3);
      const { data } = parseNpy(larger.subarray(3));
      expect([data, data.buffer === larger.buffer]).toEqual([type.of(1, 2, 3, 4), type === Uint8Array]);
    }
  });

  const bytes = npyBytes([2, 3], [1, 2, 3, 4, 5, 6]);
  const errors: [what: string, file: Uint8Array, message: string][] = [
    ["no bytes", new Uint8Array(), "a.npy is empty. Download or copy it again."],
    [
      "a picture",
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3),
      "a.npy is not an NPY file: it begins with 89 50 4e 47 01 02, NPY files begin with 93 4e 55 4d 50 59. Write it with numpy.save()",
    ],
    ["the magic alone", bytes.subarray(0, 9), "a.npy is cut short: its header takes 12 bytes, the file has 9."],
    ["half a header", bytes.subarray(0, 60), "a.npy is cut short: its header takes 128 bytes, the file has 60."],
    [
      "a version to come",
      npyFile(npyHeader("<f4", [1]), new Uint8Array(4), [4, 0]),
      "a.npy has NPY version 4.0, only 1.0 to 3.0",
    ],
    ["no dictionary", npyFile("hello", new Uint8Array(4)), 'a.npy has a damaged header, "hello": "h" at 0 is not'],
    [
      "a shape of letters",
      npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (n,), }", new Uint8Array(4)),
      "a.npy has a damaged header, ",
    ],
    [
      "values cut short",
      bytes.subarray(0, -1),
      "a.npy is cut short: its header promises 2 × 3 values of 1 byte = 6 bytes from byte 128, the file holds 5.",
    ],
    [
      "floats cut short within one",
      npyFloats([2], [1, 2]).subarray(0, -3),
      "a.npy is cut short: its header promises 2 values of 4 bytes = 8 bytes from byte 128, the file holds 5.",
    ],
    ["bytes after the values", npyFile(npyHeader("|u1", [2]), new Uint8Array(3)), "a.npy has 1 bytes after its data: "],
    [
      "a shape beyond all files",
      npyFile(npyHeader("<f8", [2 ** 40, 2 ** 40]), new Uint8Array(8)),
      "a.npy is cut short: its header promises 1099511627776 × 1099511627776 values of 8 bytes",
    ],
    ["records", numpy("records"), "a.npy holds records with named fields. Save one plain array"],
    ["text", numpy("text"), "a.npy holds text of type U2, which cannot be read."],
    ["dates", numpy("dates"), "a.npy holds dates of type M8[ns], which cannot be read."],
    [
      "complex numbers",
      numpy("complex numbers"),
      "a.npy holds complex numbers of type c8, which cannot be read. Booleans, integers",
    ],
    [
      "a method's name as type",
      npyFile(npyHeader("|toString", [1]), new Uint8Array(1)),
      "of type toString, which cannot be read",
    ],
  ];
  test.each(errors)("%s is an error", (_, file, message) => {
    expect(() => parseNpy(file, "a.npy")).toThrow(FormatError);
    expect(() => parseNpy(file, "a.npy")).toThrow(message);
  });

  test("damage anywhere gives an IsthmusError or data of the file's size, never anything else", () => {
    const original = npyFloats([3, 2], [1, 2, 3, 4, 5, 6]);
    // Most damage should hit what is read: the magic, the version and the dictionary.
    const places = fc.oneof(fc.nat(75), fc.nat(original.length - 1));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(places, fc.nat(255)), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: original.length }),
        (changes, length) => {
          const file = original.slice();
          for (const [at, byte] of changes) file[at] = byte;
          for (const damaged of [file, file.subarray(0, length)]) {
            try {
              expect(datasetFromNpy(damaged).data.byteLength).toBeLessThanOrEqual(4 * damaged.length);
            } catch (error) {
              if (!(error instanceof IsthmusError)) throw error;
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("datasetFromNpy", () => {
  test("the first axis counts the samples", () => {
    expect(datasetFromNpy(npyBytes([2, 1, 3], [0, 1, 2, 3, 4, 5]))).toEqual({
      data: Uint8Array.of(0, 1, 2, 3, 4, 5),
      shape: [1, 3],
      count: 2,
    });
    expect(datasetFromNpy(npyBytes([1, 4], [1, 2, 3, 4]), { shape: [2, 2, 1] })).toMatchObject({
      shape: [2, 2, 1],
      count: 1,
    });
  });

  test.each([
    [npyFloats([2, 2], [1, 2, 3, Number.NaN]), "a.npy, sample 1, value 1 is missing. Fill it in"],
    [npyFloats([2, 2], [1, Number.NEGATIVE_INFINITY, 3, 4]), "a.npy, sample 0, value 1 is -Infinity; every value"],
    [
      new Uint8Array(dump(Float64Array.of(1, 1e300), [1, 2])),
      "a.npy, sample 0, value 1 is 1e+300, too large for a 32-bit float. Scale it: ",
    ],
  ])("a value that is not finite is an error that says where (%#)", (file, message) => {
    expect(() => datasetFromNpy(file, { name: "a.npy" })).toThrow(DataError);
    expect(() => datasetFromNpy(file, { name: "a.npy" })).toThrow(message);
  });

  test("bytes stay bytes, floats stay floats, integers are pixels where they look like it", () => {
    const data = (file: Uint8Array, scale?: "auto" | "bytes" | "none" | "columns") =>
      datasetFromNpy(file, scale && { scale }).data;
    expect(data(npyBytes([1, 3], [0, 1, 1]))).toEqual(Uint8Array.of(0, 1, 1));
    expect(data(npyBytes([1, 3], [0, 1, 1]), "none")).toEqual(Float32Array.of(0, 1, 1));
    expect(data(npyFloats([1, 2], [3, 200]))).toEqual(Float32Array.of(3, 200));
    expect(data(npyFloats([1, 2], [3, 200]), "bytes")).toEqual(Uint8Array.of(3, 200));
    expect(data(npyFloats([2, 2], [3, 200, 5, 200]), "columns")).toEqual(Float32Array.of(0, 0, 1, 0));
    expect(data(numpy("64-bit integers"))).toEqual(Uint8Array.of(0, 1, 2, 3, 200, 255));
    expect(data(new Uint8Array(dump(Int16Array.of(0, 16), [1, 2])))).toEqual(Float32Array.of(0, 16));
    expect(data(new Uint8Array(dump(Int16Array.of(-1, 200), [1, 2])))).toEqual(Float32Array.of(-1, 200));
    expect(data(numpy("booleans"))).toEqual(Float32Array.of(0, 1, 1, 1, 1, 1));
    expect(data(numpy("booleans"), "none")).toEqual(Float32Array.of(0, 1, 1, 1, 1, 1));
  });

  test("labels come along", () => {
    const images = npyBytes([2, 1], [1, 2]);
    for (const labels of [npyBytes([2], [7, 3]), npyBytes([2, 1], [7, 3]), npyFloats([2], [7, 3])]) {
      expect(datasetFromNpy(images, { labels }).labels).toEqual(Uint8Array.of(7, 3));
    }
  });

  const images = npyBytes([2, 2], [1, 2, 3, 4]);
  const name = "a.npy";
  const refused: [what: string, run: () => unknown, error: IsthmusError][] = [
    [
      "a row of values",
      () => datasetFromNpy(npyFloats([4], [1, 2, 3, 4]), { name }),
      new DataError(
        "a.npy holds a row of 4 values, as labels are; samples need at least two axes. Save a.reshape(samples, values).",
      ),
    ],
    [
      "a single value",
      () => datasetFromNpy(npyFloats([], [1]), { name }),
      new DataError("a.npy holds a single value; samples need at least two axes. Save a.reshape(samples, values)."),
    ],
    [
      "no samples",
      () => datasetFromNpy(npyFloats([0, 4], []), { name }),
      new DataError("a.npy is empty: its shape is 0 × 4. Give a file with at least one sample."),
    ],
    [
      "another shape",
      () => datasetFromNpy(images, { name, shape: [3, 1] }),
      new ShapeError("a.npy has 2 values a sample, which don't make the shape [3, 1]: that has 3."),
    ],
    [
      "no pixels where pixels are asked for",
      () => datasetFromNpy(npyFloats([2, 2], [1, 2, 3, 0.5]), { name, scale: "bytes" }),
      new DataError(
        "a.npy, sample 1, value 1 is 0.5, which is no pixel: pixels are whole numbers from 0 to 255. Scale them otherwise when training: " +
          '"range" by one range for all, "columns" by one for each (--scale range, --scale columns).',
      ),
    ],
    [
      "an unknown scale",
      () => datasetFromNpy(images, { name, scale: "half" as never }),
      new ArgumentError('Unknown scale "half"; known: auto, bytes, none, columns, range, standard.'),
    ],
    [
      "labels of another number",
      () => datasetFromNpy(images, { name, labels: npyBytes([3], [1, 2, 3]), labelsName: "l.npy" }),
      new DataError("l.npy has 3 labels, a.npy has 2 samples: give two files that belong together."),
    ],
    [
      "labels with two axes",
      () => datasetFromNpy(images, { name, labels: npyBytes([2, 2], [1, 2, 3, 4]), labelsName: "l.npy" }),
      new DataError("l.npy holds 2 × 2 values: labels have a single axis. Save one class index a sample."),
    ],
    [
      "labels that are no classes",
      () => datasetFromNpy(images, { name, labels: npyFloats([2], [1, 300]), labelsName: "l.npy" }),
      new DataError("l.npy has 300 at 1: labels are class indices, whole numbers from 0 to 255."),
    ],
  ];
  test.each(refused)("%s: refused", (_, run, error) => {
    expect(run).toThrow(error);
  });
});
