/** Everything that reads what a stranger may send, each with honest files of its own and how those are changed. */
import { readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { checkpointOf } from "../../src/cli/checkpoint.js";
import { decodePicture } from "../../src/data/pictures.js";
import { preparationOf, readData } from "../../src/data.js";
import { encodeOnnx } from "../../src/exchange/onnx/encode.js";
import { onnxModelOf } from "../../src/exchange/onnx/graph.js";
import { type ExportedFile, exportModel, importModel } from "../../src/formats.js";
import {
  conv2d,
  type DescriptionOptions,
  dense,
  describeFile,
  describeModel,
  encodeSafetensors,
  FormatError,
  flatten,
  layerNormalization,
  maxPool2d,
  parseJson,
  reshape,
  sampling,
  upSampling2d,
} from "../../src/index.js";
import { checkpointContent } from "../cli/run-files.js";
import { idxFile } from "../data/idx-file.js";
import { npyBytes, npyFloats } from "../data/npy-file.js";
import { savedBytes, savedModel } from "../exchange/saved-models.js";
import { BYTES, gzipOf, JSON_TEXT, type Mutation, PROTOBUF, SAFETENSORS, TEXT, zipOf } from "./mutations.js";

export interface Subject {
  readonly name: string;
  /** An honest file, which is read without an error. */
  readonly original: Uint8Array;
  readonly mutations: readonly Mutation[];
  readonly read: (bytes: Uint8Array) => Promise<unknown>;
  /** How many bytes an honest byte may become: of packed formats some thousand. */
  readonly growth: number;
}

/** What a format's packing can make of a byte at most, with room for a second copy in another type. */
const DEFLATED = 1032 * 5;
/** A byte of text may be a value of eight bytes, and be looked at in several forms. */
const PLAIN = 100;

const text = (content: string) => new TextEncoder().encode(content);
const values = Array.from({ length: 24 }, (_, index) => index);
const table = text('id,"a b",c,label\n1,0.5,-3e2,x\n2,,"7",y\n3,1,nan,"x, or y"\n');
const file = (path: string) => new Uint8Array(readFileSync(new URL(path, import.meta.url)));

const npz = zipSync({
  "x_train.npy": [npyFloats([4, 6], values), { level: 9 }],
  "y_train.npy": npyBytes([4], [0, 1, 2, 1]),
});
const array = encodeSafetensors({ x: { shape: [4, 6], data: Float32Array.from(values) } }, { a: "b" });

/** Name, file, changes, growth. */
const DATA: readonly (readonly [string, Uint8Array, readonly Mutation[], number])[] = [
  ["bytes.npy", npyBytes([6, 4], values), TEXT, PLAIN],
  ["floats.npy", npyFloats([4, 6], values), TEXT, PLAIN],
  ["arrays.npz", npz, zipOf(() => TEXT), DEFLATED],
  ["images-idx3-ubyte", idxFile([2, 3, 4], values), BYTES, PLAIN],
  ["array.safetensors", array, SAFETENSORS, PLAIN],
  ["commas.csv", table, TEXT, PLAIN],
  ["semicolons.csv", text("sep=;\n1,5;2,5\r\n3;4\n\n"), TEXT, PLAIN],
  ["packed.csv.gz", new Uint8Array(gzipSync(table)), gzipOf(TEXT), DEFLATED],
  ...["pandas", "types", "gzip", "zstd", "lz4", "snappy", "brotli"].map((name) => {
    // Brotli has a window of 16 MiB for each page, however small that is.
    const growth = name === "brotli" ? Infinity : DEFLATED;
    return [`${name}.parquet`, file(`../data/parquet/${name}.parquet`), BYTES, growth] as const;
  }),
];

const dataSubjects = DATA.map(([name, original, mutations, growth]): Subject => {
  const table = { text: "categories", missing: "mean", dates: "seconds", scale: "columns" } as const;
  const drop = name === "types.parquet" ? { drop: ["f16", "f32", "f64", "null"] } : {}; // Infinity, and nothing at all
  const options = /csv|parquet/.test(name) ? { ...table, ...drop } : {};
  return { name, original, mutations, growth, read: (bytes) => readData(bytes, name, options) };
});

const PICTURES = ["plain.png", "turned6.png", "plain.jpg", "progressive.jpg", "420.jpg", "alpha.webp", "lossy.webp"];
const pictureSubjects = PICTURES.map((name): Subject => {
  // Of a picture without detail a byte is many pixels; how many pixels there may be has a limit of its own.
  const read = (bytes: Uint8Array) => decodePicture(bytes, name);
  return { name, original: file(`../data/pictures/${name}`), mutations: BYTES, growth: Infinity, read };
});

const ROWS: DescriptionOptions = {
  input: 6,
  encoder: [dense(4, { activation: "relu" }), layerNormalization(), sampling(2)],
  decoder: [dense(6, { activation: "sigmoid" })],
};
const IMAGES: DescriptionOptions = {
  input: [4, 4, 1],
  encoder: [conv2d(2, 3, { padding: "same", activation: "relu" }), maxPool2d(2), flatten(), dense(3)],
  decoder: [dense(8), reshape([2, 2, 2]), upSampling2d(2), conv2d(1, 3, { padding: "same", activation: "sigmoid" })],
};

const kindsOf = (name: string): readonly Mutation[] =>
  /\.json$/.test(name) ? JSON_TEXT : /\.safetensors$/.test(name) ? SAFETENSORS : BYTES;

/** A model's file: its description, then whole. */
const opened = async (bytes: Uint8Array) => {
  const { description } = describeFile(bytes);
  return description.preparation && preparationOf(description);
};
/** What is imported is a file that opens. */
const imported = (name: string) => async (bytes: Uint8Array) => opened(await importModel(bytes, name));

/** A model in every format that is written here. */
async function exchanged(options: DescriptionOptions, of: string): Promise<Subject[]> {
  const own = savedBytes(options, 1, true);
  const [keras] = await exportModel(own, "keras");
  const onnx = onnxModelOf(savedModel(options, 1), "autoencoder");
  return [
    { name: `${of}.safetensors`, original: own, mutations: SAFETENSORS, growth: PLAIN, read: opened },
    ...subjectsOf(keras ? [keras] : [], of, zipOf(kindsOf), DEFLATED),
    ...subjectsOf([{ name: `${of}.onnx`, bytes: encodeOnnx(onnx) }], of, PROTOBUF),
    ...subjectsOf([{ name: `${of}, undescribed.onnx`, bytes: encodeOnnx({ ...onnx, metadata: {} }) }], of, PROTOBUF),
    ...subjectsOf(withoutCode(await exportModel(own, "pytorch")), of),
    ...subjectsOf(await exportModel(own, "tfjs"), of),
  ];
}

/** Each file of a model in turn, while the others are as they were. */
function subjectsOf(
  files: readonly ExportedFile[],
  of: string,
  mutations?: readonly Mutation[],
  growth = PLAIN,
): Subject[] {
  return files.map(({ name, bytes: original }) => {
    const read = async (bytes: Uint8Array) =>
      opened(await importModel(files.map((file) => (file.name === name ? { name, bytes } : file))));
    return { name: `${name} of ${of}`, original, mutations: mutations ?? kindsOf(name), growth, read };
  });
}

/** A program is not read. */
const withoutCode = (files: readonly ExportedFile[]) => files.filter(({ name }) => !name.endsWith(".py"));

const FOREIGN = [
  ...["chain.keras", "functional.keras", "images.keras"].map((name) => [name, zipOf(kindsOf), DEFLATED] as const),
  ...["halves.h5", "images.h5", "keras2.h5"].map((name) => [name, BYTES, PLAIN] as const),
].map(([name, mutations, growth]): Subject => {
  const original = new Uint8Array(gunzipSync(file(`../exchange/keras/${name}.gz`)));
  return { name, original, mutations, growth, read: imported(name) };
});
const ONNX = ["images", "views", "pictures"].map((name): Subject => {
  const original = file(`../exchange/fixtures/${name}.onnx`);
  return { name: `${name}.onnx of PyTorch`, original, mutations: PROTOBUF, growth: PLAIN, read: imported("a.onnx") };
});

/** As every caller does it: what is no JSON is told by a `SyntaxError`, as `JSON.parse` has it. */
function parsed(json: string): unknown {
  try {
    return parseJson(json);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new FormatError(cause.message, { cause });
  }
}

const { tensors, metadata } = checkpointContent();

export const SUBJECTS: readonly Subject[] = [
  ...dataSubjects,
  ...pictureSubjects,
  {
    name: "a model's JSON",
    original: text(JSON.stringify(IMAGES)),
    mutations: JSON_TEXT,
    growth: PLAIN,
    read: async (bytes) => describeModel(parsed(new TextDecoder().decode(bytes)) as DescriptionOptions),
  },
  {
    name: "a run's checkpoint",
    original: encodeSafetensors(tensors, metadata),
    mutations: SAFETENSORS,
    growth: PLAIN,
    read: (bytes) => checkpointOf(bytes, "checkpoint.safetensors"),
  },
  ...(await exchanged(ROWS, "rows")),
  ...(await exchanged(IMAGES, "images")),
  ...FOREIGN,
  ...ONNX,
];
