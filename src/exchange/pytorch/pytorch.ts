import { encodeSafetensors } from "../../formats/safetensors.js";
import { networkOf } from "../../model/description.js";
import type { Tensor } from "../../model/tensor.js";
import { slotsOf } from "../../optimizers/optimizers.js";
import type { ExportedFile, ModelFormat, Part, SavedModel, SavedTraining } from "../saved-model.js";
import { type Halves, modelPython } from "./model-py.js";
import { modulesOf, parametersOf, type TorchParameter, toTorch } from "./modules.js";
import { PROGRESS_KEY, TORCH_SLOTS } from "./optimizer-py.js";
import { DESCRIPTION_KEY, MODEL_FILE, OPTIMIZER_FILE, readPytorch } from "./read.js";

/**
 * PyTorch: `model.safetensors` with PyTorch's names and layouts, `model.py` that builds the module, and, where training may go
 * on, `optimizer.safetensors`. Read are such files, as `save()` of model.py writes them too.
 */
export const pytorch: ModelFormat = {
  async write(model: SavedModel, part: Part): Promise<ExportedFile[]> {
    const { description, weights, training } = model;
    const halves = halvesOf(model);
    const parameters = (["encoder", "decoder"] as const)
      .filter((half) => part === "autoencoder" || part === half)
      .flatMap((half) => parametersOf(half, halves[half]));
    const whole = part === "autoencoder";
    const metadata = { format: "pt", ...(whole && { [DESCRIPTION_KEY]: JSON.stringify(description) }) };
    const source = new TextEncoder().encode(modelPython(description, halves, part));
    const files = [
      { name: MODEL_FILE, bytes: encodeSafetensors(renamed(parameters, weights), metadata) },
      { name: "model.py", bytes: source },
    ];
    if (whole && training) files.push({ name: OPTIMIZER_FILE, bytes: stateFile(parameters, model, training) });
    return files;
  },

  read: readPytorch,
};

/** The modules of a model's halves. */
export function halvesOf({ description }: Pick<SavedModel, "description">): Halves {
  const { layers, encoderLength, inputShape } = networkOf(description);
  const size = inputShape.reduce((product, length) => product * length, 1);
  return {
    encoder: modulesOf(layers.slice(0, encoderLength), size),
    decoder: modulesOf(layers.slice(encoderLength), size),
  };
}

function renamed(
  parameters: readonly TorchParameter[],
  tensors: Readonly<Record<string, Tensor>>,
  suffix = "",
): Record<string, Tensor> {
  return Object.fromEntries(
    parameters.map(({ torch, ours, layout }) => {
      const tensor = tensors[ours];
      if (!tensor) throw new Error(`The model has no weight "${ours}".`);
      return [torch + suffix, toTorch(tensor, layout)];
    }),
  );
}

/** What the optimizer remembers, a tensor for each parameter and slot: `encoder.0.weight.square_avg`. */
function stateFile(
  parameters: readonly TorchParameter[],
  { description: { optimizer } }: SavedModel,
  { slots, epochs, iterations, learningRate }: SavedTraining,
): Uint8Array {
  const tensors = Object.keys(slotsOf(optimizer)).map((slot) =>
    renamed(parameters, slots[slot] ?? {}, `.${TORCH_SLOTS[optimizer.type][slot]}`),
  );
  const progress = JSON.stringify({ epochs, iterations, learningRate });
  return encodeSafetensors(Object.assign({}, ...tensors), { format: "pt", [PROGRESS_KEY]: progress });
}
