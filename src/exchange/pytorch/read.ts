import { FormatError } from "../../errors.js";
import { parseJson } from "../../formats/json.js";
import { decodeSafetensors, type SafetensorsContent } from "../../formats/safetensors.js";
import { type Description, networkOf } from "../../model/description.js";
import type { Tensor } from "../../model/tensor.js";
import { slotsOf } from "../../optimizers/optimizers.js";
import { descriptionFrom } from "../own-description.js";
import type { ExportedFile, SavedModel, SavedTraining } from "../saved-model.js";
import { fromTorch, modulesOf, needsTurn, parametersOf, type TorchParameter } from "./modules.js";
import { PROGRESS_KEY, TORCH_SLOTS } from "./optimizer-py.js";

export const MODEL_FILE = "model.safetensors";
export const OPTIMIZER_FILE = "optimizer.safetensors";
/** Where the model's file has our description of it, as JSON: what is left out of that has its defaults. */
export const DESCRIPTION_KEY = "isthmus.pytorch";

/**
 * Reads what PyTorch wrote: a state with our description beside it.
 * @throws {FormatError} for a state alone, which does not say what the model computes: what to do is in the message
 */
export async function readPytorch(files: readonly ExportedFile[]): Promise<SavedModel> {
  const isState = ({ name }: ExportedFile) => name.split("/").at(-1) === OPTIMIZER_FILE;
  const file = files.find((one) => one.name.endsWith(".safetensors") && !isState(one));
  if (!file) throw new FormatError(`There is no ${MODEL_FILE} among the files given.`);
  const content = decodeSafetensors(file.bytes, { name: file.name });
  const json = content.metadata[DESCRIPTION_KEY];
  if (json === undefined) throw stateAlone(file.name, content);
  const description = descriptionFrom(json, file.name);
  const parameters = parametersIn(description);
  const named = new Map(parameters.map((parameter) => [parameter.torch, parameter]));
  const isOurs = Object.keys(content.tensors).every((name) => named.has(name));
  const tensors = isOurs ? content.tensors : inOrder(content.tensors, parameters, description, file.name);
  const weights = ourTensors(parameters, tensors, "", file.name);
  const state = files.find(isState);
  return { description, weights, ...(state && { training: trainingIn(state, description, parameters) }) };
}

function parametersIn(description: Description): TorchParameter[] {
  const { layers, encoderLength } = networkOf(description);
  return [
    ...parametersOf("encoder", modulesOf(layers.slice(0, encoderLength), 1)),
    ...parametersOf("decoder", modulesOf(layers.slice(encoderLength), 1)),
  ];
}

function ourTensors(
  parameters: readonly TorchParameter[],
  tensors: Readonly<Record<string, Tensor>>,
  suffix: string,
  file: string,
): Record<string, Tensor> {
  return Object.fromEntries(
    parameters.map(({ torch, ours, layout }) => {
      const tensor = tensors[torch + suffix];
      if (!tensor) throw new FormatError(`${file} has no "${torch}${suffix}", which its description says it has.`);
      const axes = { same: 1, matrix: 2, kernel: 4 }[layout];
      if (tensor.shape.length !== axes) {
        throw new FormatError(
          `${file} has "${torch}${suffix}" with ${tensor.shape.length} axes; it should have ${axes}.`,
        );
      }
      return [ours, fromTorch(tensor, layout)];
    }),
  );
}

/** How far training has come, and what the optimizer remembers. */
function trainingIn(
  { name, bytes }: ExportedFile,
  { optimizer }: Description,
  parameters: readonly TorchParameter[],
): SavedTraining {
  const { tensors, metadata } = decodeSafetensors(bytes, { name });
  const progress = progressIn(metadata[PROGRESS_KEY], name);
  const slots = Object.keys(slotsOf(optimizer)).map((slot) => [
    slot,
    ourTensors(parameters, tensors, `.${TORCH_SLOTS[optimizer.type][slot]}`, name),
  ]);
  return { ...progress, slots: Object.fromEntries(slots) };
}

function progressIn(
  json: string | undefined,
  file: string,
): Pick<SavedTraining, "epochs" | "iterations" | "learningRate"> {
  try {
    const { epochs, iterations, learningRate } = Object(parseJson(json ?? ""));
    if ([epochs, iterations, learningRate].every(Number.isFinite)) return { epochs, iterations, learningRate };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  throw new FormatError(
    `${file} does not say how far training has come (${PROGRESS_KEY}). Write it with save() of model.py.`,
  );
}

/**
 * The tensors of a state whose names are not ours, by the order of its modules: in an `encoder` and a `decoder`, each an
 * `nn.Sequential`, whose numbers say the order.
 */
function inOrder(
  tensors: Readonly<Record<string, Tensor>>,
  parameters: readonly TorchParameter[],
  description: Description,
  file: string,
): Record<string, Tensor> {
  const names = Object.keys(tensors).map((name) => ({
    name,
    parts: /^(encoder|decoder)\.(\d+)\.(weight|bias)$/.exec(name),
  }));
  const stray = names.find(({ parts }) => !parts);
  const wanted = parameters.map(({ torch }) => torch).join(", ");
  if (stray || names.length !== parameters.length) {
    const what = stray ? `a tensor ${JSON.stringify(stray.name.slice(0, 60))}` : `${names.length} tensors`;
    throw new FormatError(
      `${file} has ${what}, where its description asks for ${wanted}. Name them so, or export the model with torch.onnx.export().`,
    );
  }
  const { layers } = networkOf(description);
  const reorders = layers.some(
    ({ layer, inputShape, outputShape }) =>
      (layer.type === "flatten" || layer.type === "reshape") && (needsTurn(inputShape) || needsTurn(outputShape)),
  );
  if (reorders) {
    throw new FormatError(
      `${file} flattens images of several channels, whose values PyTorch has in another order. Export the model with ` +
        "torch.onnx.export() and import that file.",
    );
  }
  const rank = ([, part, index, kind]: readonly (string | undefined)[]) =>
    (part === "encoder" ? 0 : 2 ** 40) + 2 * Number(index) + (kind === "weight" ? 0 : 1);
  const sorted = names.toSorted((a, b) => rank(a.parts ?? []) - rank(b.parts ?? []));
  return Object.fromEntries(
    parameters.map(({ torch }, index) => [torch, tensors[sorted[index]?.name ?? ""] as Tensor]),
  );
}

function stateAlone(file: string, { metadata }: SafetensorsContent): FormatError {
  if (metadata.isthmus !== undefined)
    return new FormatError(`${file} is a model of Isthmus already: load it as it is.`);
  return new FormatError(
    `${file} has weights, but does not say what is computed with them: activations, strides, paddings. Export the model with ` +
      `torch.onnx.export(model, example, "model.onnx") and import that file; or write the state with a description, ` +
      `save_file(model.state_dict(), path, metadata={"${DESCRIPTION_KEY}": '{"input": 784, "encoder": [{"type": "dense", "units": 32, ` +
      `"activation": "relu"}], "decoder": […]}'}).`,
  );
}
