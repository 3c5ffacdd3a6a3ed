import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type ExportedFile, exportModel, type ModelFormatName, type Part } from "../../formats.js";
import { type Description, decodeSafetensors, describeFile, encodeSafetensors, type Tensor } from "../../index.js";
import { CHECKPOINT_FILE } from "../checkpoint.js";
import { readBytes } from "../data-files.js";
import { quantity, steps } from "../format.js";
import { readModelFile } from "../model-file.js";
import { checkNew, openOutput, openOutputFile } from "../output.js";
import { jsonLine, printable } from "../printable.js";

export interface ExportCommandOptions {
  readonly model: string;
  readonly to: ModelFormatName;
  readonly part: Part;
  readonly out?: string;
  readonly json: boolean;
}

/** As their own makers write them. */
const NAMES: Readonly<Record<ModelFormatName, string>> = {
  keras: "Keras",
  onnx: "ONNX",
  pytorch: "PyTorch",
  tfjs: "TensorFlow.js",
};

/** `isthmus export`: writes a model's files for another framework. Returns the exit code. */
export async function exportCommand({ model: given, to, part, out, json }: ExportCommandOptions): Promise<number> {
  const { path, bytes, description } = await readModelFile(given);
  const whole = path === given ? bytes : await withState(bytes, join(dirname(path), CHECKPOINT_FILE));
  const files = await exportModel(whole, to, { part });
  const named = out ?? defaultPlace(files, to, part);
  if (out === undefined) await checkNew(named);
  const place = await write(files, named);
  const { progress } = describeFile(whole);
  const written = files.map(({ name, bytes: content }) => ({ name, bytes: content.length }));
  const total = written.reduce((sum, file) => sum + file.bytes, 0);
  const state = progress ? `, ${steps(progress.iterations)} trained` : "";
  const text = `Wrote ${place}: the ${part} for ${NAMES[to]}, ${layersOf(description, part)}${state}; ${quantity(total, "B")}.`;
  const event = { event: "done", format: to, part, files: written, out: place };
  process.stdout.write(json ? jsonLine(event) : `${printable(text)}\n`);
  return 0;
}

/** The model with the optimizer's state of its run's checkpoint, where that is of the same weights. */
async function withState(bytes: Uint8Array, checkpoint: string): Promise<Uint8Array> {
  if (!(await stat(checkpoint).catch(() => undefined))?.isFile()) return bytes;
  const [model, state] = [
    decodeSafetensors(bytes),
    decodeSafetensors(await readBytes(checkpoint), { name: checkpoint }),
  ];
  const same = Object.entries(model.tensors).every(([name, tensor]) => isSame(tensor, state.tensors[name]));
  return same ? encodeSafetensors(state.tensors, { ...state.metadata, ...model.metadata }) : bytes;
}

function isSame({ data }: Tensor, other: Tensor | undefined): boolean {
  return data.length === other?.data.length && data.every((value, index) => value === other.data[index]);
}

/** One file has its own name; several have a folder. */
function defaultPlace(files: readonly ExportedFile[], to: string, part: Part): string {
  const [only, ...more] = files;
  return only && more.length === 0 ? basename(only.name) : `${part}-${to}`;
}

/** Writes a file, into the folder where the place is one, or several files into a folder. Returns what was written. */
async function write(files: readonly ExportedFile[], place: string): Promise<string> {
  const [only, ...more] = files;
  if (only && more.length === 0) {
    const name = basename(only.name);
    if (place.endsWith("/") || (await stat(place).catch(() => undefined))?.isDirectory()) {
      await (await openOutput(place)).write({ [name]: only.bytes });
      return join(place, name);
    }
    await (await openOutputFile(place)).write(only.bytes);
    return place;
  }
  for (const folder of new Set(files.map(({ name }) => dirname(name)))) {
    const within = files.filter(({ name }) => dirname(name) === folder);
    const output = await openOutput(join(place, folder));
    await output.write(Object.fromEntries(within.map(({ name, bytes }) => [basename(name), bytes])));
  }
  return place;
}

function layersOf({ encoder, decoder }: Description, part: Part): string {
  const layers = (part === "decoder" ? 0 : encoder.length) + (part === "encoder" ? 0 : decoder.length);
  return layers === 1 ? "1 layer" : `${layers} layers`;
}
