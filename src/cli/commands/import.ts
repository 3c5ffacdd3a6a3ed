import { basename, dirname, extname, join, resolve } from "node:path";
import { type ExportedFile, importModel } from "../../formats.js";
import { ArgumentError, codeShape, describeFile, FormatError } from "../../index.js";
import { checkSize, filesIn, look, readBytes } from "../data-files.js";
import { steps } from "../format.js";
import { checkNew, openOutputFile } from "../output.js";
import { jsonLine, printable } from "../printable.js";

export interface ImportCommandOptions {
  readonly file: string;
  readonly out?: string;
  readonly json: boolean;
}

/** `isthmus import`: reads another framework's model into a file of ours. Returns the exit code. */
export async function importCommand({ file, out, json }: ImportCommandOptions): Promise<number> {
  const place = out ?? `${basename(resolve(file), extname(file))}.safetensors`;
  if (resolve(place) === resolve(file)) {
    throw new ArgumentError(`The model would be written over "${file}" itself. Give another file with --out.`);
  }
  if (out === undefined) await checkNew(place);
  const files = await filesOf(file);
  const output = await openOutputFile(place);
  const bytes = await importModel(files);
  if (files.some((given) => given.bytes === bytes)) {
    throw new FormatError(`"${file}" is a file of Isthmus's own: it needs no import, every command takes it.`);
  }
  await output.write(bytes);
  const { description, progress } = describeFile(bytes);
  const { input, encoder, decoder, loss, optimizer } = description;
  const code = codeShape(description);
  const facts = { input, code, layers: encoder.length + decoder.length, loss, optimizer: optimizer.type };
  const state = progress && { iterations: progress.iterations, learningRate: progress.learningRate };
  const text =
    `Read ${file}: ${input.join(" × ")} → ${code.join(" × ")} → ${input.join(" × ")}, ${facts.layers} layers, ${loss}, ` +
    `${optimizer.type}${state ? ` after ${steps(state.iterations)}` : " without its state"}. Wrote ${output.path}.`;
  const event = { event: "done", ...facts, ...state, out: output.path };
  process.stdout.write(json ? jsonLine(event) : `${printable(text)}\n`);
  return 0;
}

/** More files are no model. */
const MOST_FILES = 1000;

/** The files of a model: one, all of a folder, or a JSON file with the binary ones beside it. */
async function filesOf(path: string): Promise<ExportedFile[]> {
  const { folder } = await look(path, "a model (.keras, .h5, .onnx, model.json, model.safetensors) or of its folder");
  if (!folder && extname(path).toLowerCase() !== ".json")
    return [{ name: basename(path), bytes: await readBytes(path) }];
  const top = folder ? path : dirname(path);
  const found = (await filesIn(top)).filter(
    (file) => folder || join(top, file.path) === join(path) || extname(file.path) === ".bin",
  );
  if (found.length > MOST_FILES) {
    throw new ArgumentError(
      `"${top}" has ${found.length} files; a model has at most ${MOST_FILES}. Give its own folder.`,
    );
  }
  let total = 0;
  const files: ExportedFile[] = [];
  for (const { path: name, read } of found) {
    total += (await look(join(top, name))).size;
    checkSize(top, total);
    files.push({ name, bytes: await read() });
  }
  return files;
}
