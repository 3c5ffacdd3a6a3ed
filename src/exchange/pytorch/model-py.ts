import { type Description, networkOf } from "../../model/description.js";
import { slotsOf } from "../../optimizers/optimizers.js";
import { takesLogits } from "../../plan/loss.js";
import type { Part } from "../saved-model.js";
import { type Module, needsTurn } from "./modules.js";
import { isKerasAdam, optimizerPython } from "./optimizer-py.js";
import { MEAN, OWN } from "./own-py.js";

/** The modules of a model's halves. */
export interface Halves {
  readonly encoder: readonly Module[];
  readonly decoder: readonly Module[];
}

/** `model.py`: the module in readable Python, which needs nothing of Isthmus. */
export function modelPython(description: Description, halves: Halves, part: Part): string {
  const own = OWN.filter(({ name }) => used(halves, part).some(({ python }) => python.startsWith(`${name}(`)));
  const sections =
    part === "autoencoder"
      ? [
          header(description),
          ...own.map(({ code }) => code),
          MEAN,
          autoencoder(description, halves),
          optimizerPython(description.optimizer, Object.keys(slotsOf(description.optimizer))),
          FILES,
        ]
      : [halfHeader(part), ...own.map(({ code }) => code), half(part, halves[part]), HALF_FILES(className(part))];
  return `${sections.join("\n\n\n")}\n`;
}

const used = (halves: Halves, part: Part) =>
  part === "autoencoder" ? [...halves.encoder, ...halves.decoder] : halves[part];

const className = (part: Part) => `${part.slice(0, 1).toUpperCase()}${part.slice(1)}`;

function header(description: Description): string {
  const { inputShape, codeShape, outputShape } = networkOf(description);
  const imports = ["import json", ...(isKerasAdam(description.optimizer) ? ["import math"] : [])];
  return `"""An autoencoder trained with Isthmus, as a PyTorch module. It needs torch, numpy and safetensors.

    from model import load, make_optimizer, save

    model = load()              # reads model.safetensors beside this file
    y = model(x)                # ${batch(inputShape)} -> ${batch(outputShape)}
    code = model.encode(x)      # ${batch(codeShape)}
    y = model.decode(code)

Images have their channels first here. Samples are prepared as they were for training: "preparation" in
json.loads(description()) says how, where there is one.

Training goes on where it was, by the same rule:

    model.train()
    optimizer = make_optimizer(model)   # with its memory of the steps before, where optimizer.safetensors is there
    for x in batches:
        optimizer.zero_grad()
        loss = model.loss(x)
        loss.backward()
        optimizer.step()
    save(model, optimizer)              # what Isthmus reads again
"""

${[...imports, "from pathlib import Path"].join("\n")}

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional as F

HERE = Path(__file__).parent`;
}

const halfHeader = (
  part: Part,
) => `"""The ${part} of an autoencoder trained with Isthmus, as a PyTorch module. It needs torch, numpy and safetensors.

    from model import load

    ${part} = load()            # reads model.safetensors beside this file

Images have their channels first here.
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

HERE = Path(__file__).parent`;

/** A batch's shape as PyTorch has it. */
function batch(shape: readonly number[]): string {
  const [height = 0, width = 0, channels = 0] = shape;
  return `[batch, ${(shape.length === 3 ? [channels, height, width] : shape).join(", ")}]`;
}

function autoencoder(description: Description, { encoder, decoder }: Halves): string {
  return `class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
${sequential("encoder", encoder)}
${sequential("decoder", decoder)}

    def encode(self, x):
        return self.encoder(x)

    def decode(self, code):
        return self.decoder(code)

    def forward(self, x):
        return self.decode(self.encode(x))

${lossMethod(description, [...encoder, ...decoder])}`;
}

function sequential(name: string, modules: readonly Module[]): string {
  if (modules.length === 0) return `        self.${name} = nn.Sequential()`;
  const lines = modules.map(({ python }) => `            ${python},`);
  return [`        self.${name} = nn.Sequential(`, ...lines, "        )"].join("\n");
}

const half = (part: Exclude<Part, "autoencoder">, modules: readonly Module[]) => `class ${className(part)}(nn.Module):
    def __init__(self):
        super().__init__()
${sequential(part, modules)}

    def forward(self, ${part === "encoder" ? "x" : "code"}):
        return self.${part}(${part === "encoder" ? "x" : "code"})`;

/** What training makes small, of a batch. */
function lossMethod(description: Description, modules: readonly Module[]): string {
  const network = networkOf(description);
  const { layers, inputShape, outputShape } = network;
  const fromLogits = takesLogits(description.loss, layers.at(-1));
  const adding = ["Sampling", "ActivityPenalty"].filter((name) =>
    modules.some(({ python }) => python.startsWith(`${name}(`)),
  );
  const adds = adding.length > 0;
  const output = fromLogits ? "z" : "y";
  const path = adds
    ? `        ${output}, extra = x, 0
        for module in [*self.encoder, *self.decoder]${fromLogits ? "[:-1]" : ""}:
            if isinstance(module, ${adding.length > 1 ? `(${adding.join(", ")})` : adding[0]}):
                extra = extra + module.penalty(${output})
            ${output} = module(${output})`
    : `        ${output} = ${fromLogits ? "self.decoder[:-1](self.encode(x))" : "self(x)"}`;
  const isSame = sameOrder(inputShape, outputShape);
  const target = isSame
    ? `(x if target is None else target).reshape(${output}.shape)`
    : `${inOrder("(x if target is None else target)", inputShape)}.flatten(1)`;
  const value = isSame ? output : `${inOrder(output, outputShape)}.flatten(1)`;
  const turned = !isSame && needsTurn(inputShape);
  const mask = turned ? "        mask = None if mask is None else mask.permute(0, 2, 3, 1)\n" : "";
  const sum = adds ? " + extra" : "";
  return `    def loss(self, x, target=None, weight=None, mask=None):
        """The loss of a batch as Isthmus has it; y should be the target, where there is one, else x."""
${path}
        t = ${target}
${value === output ? "" : `        ${output} = ${value}\n`}${mask}${LOSSES[description.loss === "meanSquaredError" ? "mse" : fromLogits ? "logits" : "bce"](sum)}`;
}

/** Whether values of two shapes that have the same number of them come in the same order in PyTorch. */
const sameOrder = (one: readonly number[], other: readonly number[]) =>
  String(one) === String(other) || !(needsTurn(one) || needsTurn(other));

const inOrder = (name: string, shape: readonly number[]) => (needsTurn(shape) ? `${name}.permute(0, 2, 3, 1)` : name);

const LOSSES = {
  mse: (sum: string) => `        return mean((y - t) ** 2, weight, mask)${sum}`,
  logits: (
    sum: string,
  ) => `        # Keras reports probabilities clipped to [1e-7, 1 - 1e-7]; the gradient is that of all logits.
        z = z + (z.clamp(-16.11809555, 16.11809555) - z).detach()
        return mean(F.binary_cross_entropy_with_logits(z, t, reduction="none"), weight, mask)${sum}`,
  bce: (sum: string) => `        p = y.clamp(1e-7, 1 - 1e-7)
        return mean(-(t * p.log() + (1 - t) * (1 - p).log()), weight, mask)${sum}`,
};

const FILES = `def load(folder=HERE):
    """The trained model, ready for predictions."""
    model = Autoencoder()
    model.load_state_dict(load_file(Path(folder) / "model.safetensors"))
    return model.eval()


def description(folder=HERE):
    """Isthmus's description of the model, as JSON."""
    with safe_open(Path(folder) / "model.safetensors", "pt") as file:
        return file.metadata()["isthmus.pytorch"]


def save(model, optimizer=None, folder=HERE, epochs=None):
    """Writes what load(), make_optimizer() and Isthmus read; \`epochs\`: trained in all, if any were here."""
    metadata = {"format": "pt", "isthmus.pytorch": description()}
    state = {name: value.detach().cpu().contiguous() for name, value in model.state_dict().items()}
    if optimizer is not None:
        save_optimizer(model, optimizer, Path(folder), epochs)
    save_file(state, Path(folder) / "model.safetensors", metadata)`;

const HALF_FILES = (name: string) => `def load(folder=HERE):
    """The trained module, ready for use."""
    model = ${name}()
    model.load_state_dict(load_file(Path(folder) / "model.safetensors"))
    return model.eval()`;
