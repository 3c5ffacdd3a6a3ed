import { type BytesSource, readBytes } from "../data/bytes.js";
import { checkOptions, checkWord } from "../data/known-options.js";
import { ArgumentError, FormatError, IsthmusError, shown } from "../errors.js";
import { fileOf, savedModelIn } from "./own-file.js";
import type { ProjectOptions } from "./project/project.js";
import { type ExportedFile, type ModelFormat, PARTS, type Part, type SavedModel } from "./saved-model.js";

/** What is known of a format before it is loaded. */
interface KnownFormat {
  /** Ends the sentence "what can be read is …". */
  readonly what: string;
  /** Whether a file is of this format: the one that says what the model is, where there are several. */
  readonly has: (file: ExportedFile) => boolean;
  readonly load: () => Promise<ModelFormat>;
}

/** Every format, by the name that exports are asked for with. */
const FORMATS = {
  keras: {
    what: "Keras (.keras, .h5)",
    has: ({ name, bytes }) => /\.(keras|h5|hdf5)$/i.test(name) || begins(bytes, "\x89HDF\r\n") || begins(bytes, "PK"),
    load: async () => (await import("./keras/keras.js")).keras,
  },
  onnx: {
    what: "ONNX (.onnx)",
    has: ({ name }) => /\.onnx$/i.test(name),
    load: async () => (await import("./onnx/onnx.js")).onnx,
  },
  pytorch: {
    what: "PyTorch (.safetensors that model.py's save() wrote)",
    has: ({ name }) => /\.safetensors$/i.test(name) && !/(^|\/)optimizer\.safetensors$/.test(name),
    load: async () => (await import("./pytorch/pytorch.js")).pytorch,
  },
  tfjs: {
    what: "TensorFlow.js (model.json with its weights)",
    has: ({ name }) => /\.json$/i.test(name),
    load: async () => (await import("./tfjs/tfjs.js")).tfjs,
  },
} as const satisfies Record<string, KnownFormat>;

export type ModelFormatName = keyof typeof FORMATS;

/** The names of all formats that models can be exported to. */
export const MODEL_FORMATS = Object.keys(FORMATS) as readonly ModelFormatName[];

export interface ExportOptions {
  /** Default `"autoencoder"`, all of it; a half is a model of its own, from samples to codes or from codes to samples. */
  readonly part?: Part;
}

/** What can be exported: the file that `save()` gave, or an `Autoencoder`, saved with its optimizer's state. */
export type Exportable = BytesSource | { save(options: { optimizer: true }): Promise<Uint8Array> };

async function savedIn(model: Exportable): Promise<SavedModel> {
  if (typeof model === "object" && model !== null && "save" in model) {
    return savedModelIn(await model.save({ optimizer: true }));
  }
  return savedModelIn(await readBytes(model, "The model"));
}

/**
 * The files of a model in another format. Nothing is computed, and no GPU is needed.
 * @throws {ArgumentError} for a format or a part that is not known, {@link FormatError} for bytes that are no model, and for
 * what the format cannot hold
 */
export async function exportModel(
  model: Exportable,
  format: ModelFormatName,
  options: ExportOptions = {},
): Promise<ExportedFile[]> {
  checkWord("Unknown format", format, MODEL_FORMATS);
  checkOptions("exportModel", options, ["part"]);
  const { part = "autoencoder" } = options;
  checkWord("Unknown part", part, PARTS);
  const saved = await savedIn(model);
  return (await FORMATS[format].load()).write(saved, part);
}

/** The formats that training goes on in. */
export const PROJECT_FORMATS = ["keras", "pytorch"] as const;
export type ProjectFormatName = (typeof PROJECT_FORMATS)[number];

/**
 * The files of a project that goes on with training elsewhere, at the very next step: the model and the state of its optimizer, the
 * data, a program that trains, on many devices too, and the next steps with their losses, by which it proves that it takes the same.
 * @throws {ArgumentError} for a format that is none, a model without the optimizer's state, or losses that are not those of the next
 * steps; {@link FormatError} for bytes that are no model, and for what the framework does not have
 */
export async function exportProject(
  model: Exportable,
  format: ProjectFormatName,
  options: ProjectOptions,
): Promise<ExportedFile[]> {
  if (!PROJECT_FORMATS.includes(format)) {
    throw new ArgumentError(`Training goes on in ${PROJECT_FORMATS.join(", ")}; not in ${shown(format)}.`);
  }
  const { projectOf } = await import("./project/project.js");
  return projectOf(await savedIn(model), format, options);
}

/** A file to import: one that was chosen or dropped, or its name with what its bytes come from. */
export type ImportedFile = File | { readonly name: string; readonly bytes: BytesSource };

/**
 * A model as a file of ours, which `Autoencoder.load()` takes: with the optimizer's state where the format has it. The format is
 * found out by the files' names and content; nothing in them is ever executed. A file of ours is given back as it is.
 * @param given its file, or all its files where there are several, also as a .zip: what is read of files anywhere, and `File`s by their names
 * @param name of the file, for formats without an unmistakable beginning, and for errors; a `File` has its own
 * @throws {FormatError} that names what is not known or not valid, {@link ArgumentError} for what has no bytes, {@link DataError} for
 * the answer of a server that has no such file
 */
export async function importModel(
  given: BytesSource | ImportedFile | readonly ImportedFile[],
  name?: string,
): Promise<Uint8Array> {
  const several = Array.isArray(given) ? (given as readonly ImportedFile[]) : undefined;
  const all = await Promise.all(several?.map((file) => opened(file)) ?? [opened(given as BytesSource, name)]);
  const files = (await Promise.all(all.map(unpacked))).flat();
  const own = files.find(isOwn);
  if (own) {
    if (files.length > 1)
      throw new FormatError(`${own.name} is a whole model; there are ${files.length} files: give one.`);
    savedModelIn(own.bytes);
    return own.bytes;
  }
  const pickled = files.find(({ name: of }) => PICKLED.test(of));
  if (pickled) {
    throw new FormatError(
      `${pickled.name} is what pickle wrote: to read it is to execute it, and nothing is executed here. In PyTorch, write ` +
        'torch.onnx.export(model, example, "model.onnx"), and give that file.',
    );
  }
  const known = Object.values<KnownFormat>(FORMATS);
  const found = known.find(({ has }) => files.some(has));
  const main = found && files.find(found.has);
  const { read } = found ? await found.load() : {};
  if (!main || !read) {
    const names = files.map((file) => file.name).join(", ");
    const what = known.map((format) => format.what).join(", ");
    throw new FormatError(
      `${names || "An empty list of files"} is no model that can be read; what can be read is ${what}.`,
    );
  }
  try {
    return fileOf(await read(files));
  } catch (cause) {
    if (!(cause instanceof IsthmusError) || cause instanceof FormatError) throw cause;
    throw new FormatError(`${main.name} holds no autoencoder that can be read: ${cause.message}`, { cause });
  }
}

/** The files of an archive; of what is none, the file. */
async function unpacked(file: ExportedFile): Promise<ExportedFile[]> {
  const { name, bytes } = file;
  if (!/\.zip$/i.test(name)) return [file];
  const [{ unzip, zipEntries }, { mostUnpacked }] = await Promise.all([
    import("../formats/zip.js"),
    import("../formats/unpacking.js"),
  ]);
  const entries = zipEntries(bytes, name);
  // A .keras is an archive, too, and some programs rename it as they save it.
  if (entries.some(({ path }) => path === "config.json")) return [file];
  const models = entries.filter(({ path }) => IN_ARCHIVES.test(path));
  if (models.length === 0)
    throw new FormatError(`${name} holds no model that can be read. Take out of it what is to be read.`);
  // Each may be what is allowed, and all of them, which may share the bytes that they are packed to, far more.
  const size = models.reduce((sum, entry) => sum + entry.size, 0);
  const most = mostUnpacked(bytes.length);
  if (size > most)
    throw new FormatError(`${name} unpacks to ${size} bytes; at most ${most} are taken. Give it unpacked.`);
  return Promise.all(models.map(async (entry) => ({ name: entry.path, bytes: await unzip(bytes, entry, name) })));
}

/** What is taken out of an archive: files of models, and weights beside them; not what a Mac puts beside each. */
const IN_ARCHIVES = /^(?!__MACOSX\/).*\.(keras|h5|hdf5|onnx|safetensors|json|bin)$/i;

async function opened(given: BytesSource | ImportedFile, name?: string): Promise<ExportedFile> {
  const file = given as { readonly name?: unknown; readonly bytes?: unknown } | undefined;
  const called = name ?? (typeof file?.name === "string" ? file.name : "The file");
  // A Blob and a Response have a method of that name.
  const source = file?.bytes === undefined || typeof file.bytes === "function" ? given : file.bytes;
  return { name: called, bytes: await readBytes(source as BytesSource, called) };
}

/** Whether a file is one that `save()` gave, sound or not. */
function isOwn({ bytes }: ExportedFile): boolean {
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 9 || size.getBigUint64(0, true) > bytes.length || !begins(bytes.subarray(8), "{")) return false;
  return new TextDecoder("latin1").decode(bytes.subarray(8, 8 + MARK_WITHIN)).includes('"format":"isthmus"');
}

/** What PyTorch's own `torch.save` is called by. */
const PICKLED = /\.(pt|pth)$/i;

/** `encodeModel` puts it first into a header. */
const MARK_WITHIN = 100;

/** Whether bytes begin as these characters, a byte each. */
function begins(bytes: Uint8Array, text: string): boolean {
  return Array.from(text).every((character, index) => bytes[index] === character.charCodeAt(0));
}
