import type { Optimizer } from "../../optimizers/optimizers.js";
import { number } from "./modules.js";

/** How PyTorch calls what an optimizer remembers of each weight. */
export const TORCH_SLOTS: { readonly [Type in Optimizer["type"]]: Readonly<Record<string, string>> } = {
  adadelta: { a: "square_avg", d: "acc_delta" },
  adam: { m: "exp_avg", v: "exp_avg_sq" },
  adamw: { m: "exp_avg", v: "exp_avg_sq" },
  sgd: { velocity: "velocity" },
  rmsprop: { mean_square: "mean_square", velocity: "velocity" },
};

/** Where the state's file says how far training has come, as JSON. */
export const PROGRESS_KEY = "isthmus.progress";

/** `make_optimizer` and `save_optimizer`: PyTorch's optimizer where its rule is ours, else the rule itself. */
export function optimizerPython(optimizer: Optimizer, slots: readonly string[]): string {
  const names = slots.map((slot) => `"${TORCH_SLOTS[optimizer.type][slot]}"`);
  const hooks = [
    ...(optimizer.clipnorm === undefined ? [] : ["clip_norms"]),
    ...(isKerasAdam(optimizer) ? ["keras_epsilon"] : []),
  ];
  const parts = [
    ...(optimizer.type === "sgd" && optimizer.momentum > 0 ? [MOMENTUM] : []),
    ...(optimizer.type === "rmsprop" ? [RMSPROP] : []),
    ...(optimizer.clipnorm === undefined ? [] : [clipNorms(optimizer.clipnorm)]),
    ...(isKerasAdam(optimizer) ? [kerasEpsilon(optimizer.epsilon)] : []),
    `# What it remembers of each weight.
SLOTS = (${names.join(", ")}${names.length === 1 ? "," : ""})


def make_optimizer(model, folder=HERE):
    """The optimizer that the model was trained with; with its memory, where optimizer.safetensors has it."""
    optimizer = ${made(optimizer)}
    progress = {"epochs": 0, "iterations": 0, "learningRate": ${number(optimizer.learningRate)}}
    path = Path(folder) / "optimizer.safetensors"
    if path.exists():
        saved = load_file(path)
        with safe_open(path, "pt") as file:
            progress = json.loads(file.metadata()["${PROGRESS_KEY}"])
        for name, parameter in model.named_parameters():
            state = {slot: saved[f"{name}.{slot}"].to(parameter) for slot in SLOTS}
            optimizer.state[parameter] = {"step": torch.tensor(float(progress["iterations"])), **state}
    for group in optimizer.param_groups:
        group["lr"] = progress["learningRate"]
    optimizer.epochs, optimizer.iterations = progress["epochs"], progress["iterations"]
${hooks.map((hook) => `    optimizer.register_step_pre_hook(${hook})\n`).join("")}    optimizer.register_step_post_hook(count_step)
    return optimizer


def count_step(optimizer, args, kwargs):
    optimizer.iterations += 1


def save_optimizer(model, optimizer, folder, epochs):
    state = {}
    for name, parameter in model.named_parameters():
        for slot in SLOTS:
            value = optimizer.state[parameter].get(slot, torch.zeros_like(parameter))
            state[f"{name}.{slot}"] = value.detach().cpu().contiguous()
    progress = {
        "epochs": optimizer.epochs if epochs is None else epochs,
        "iterations": optimizer.iterations,
        "learningRate": optimizer.param_groups[0]["lr"],
    }
    save_file(state, folder / "optimizer.safetensors", {"format": "pt", "${PROGRESS_KEY}": json.dumps(progress)})`,
  ];
  return parts.join("\n\n\n");
}

/** Whether epsilon is added where Keras adds it. */
export const isKerasAdam = (optimizer: Optimizer): optimizer is Optimizer & { type: "adam" | "adamw" } =>
  (optimizer.type === "adam" || optimizer.type === "adamw") && !optimizer.epsilonAfterCorrection;

function made(optimizer: Optimizer): string {
  const call = (name: string, options: Readonly<Record<string, string>>) => {
    const all = { lr: number(optimizer.learningRate), ...options };
    return `${name}(model.parameters(), ${Object.entries(all)
      .map(([key, value]) => `${key}=${value}`)
      .join(", ")})`;
  };
  switch (optimizer.type) {
    case "adadelta":
      return call("torch.optim.Adadelta", { rho: number(optimizer.rho), eps: number(optimizer.epsilon) });
    case "adam": {
      const betas = `(${number(optimizer.beta1)}, ${number(optimizer.beta2)})`;
      return call("torch.optim.Adam", { betas, eps: number(optimizer.epsilon) });
    }
    case "adamw": {
      const betas = `(${number(optimizer.beta1)}, ${number(optimizer.beta2)})`;
      const decay = { weight_decay: number(optimizer.weightDecay) };
      return call("torch.optim.AdamW", { betas, eps: number(optimizer.epsilon), ...decay });
    }
    case "sgd":
      if (optimizer.momentum === 0) return call("torch.optim.SGD", {});
      return call("Momentum", {
        momentum: number(optimizer.momentum),
        nesterov: optimizer.nesterov ? "True" : "False",
      });
    case "rmsprop":
      return call("RMSprop", {
        rho: number(optimizer.rho),
        momentum: number(optimizer.momentum),
        epsilon: number(optimizer.epsilon),
      });
  }
}

const clipNorms = (norm: number) => `def clip_norms(optimizer, args, kwargs):
    """Keras's clipnorm: each tensor's gradient alone, so that its norm is at most this."""
    for group in optimizer.param_groups:
        for parameter in group["params"]:
            parameter.grad.mul_(${number(norm)} / parameter.grad.norm().clamp(min=${number(norm)}))`;

const kerasEpsilon = (epsilon: number) => `def keras_epsilon(optimizer, args, kwargs):
    """Keras adds epsilon to the root before its bias is corrected, PyTorch after: this epsilon does the same there."""
    for group in optimizer.param_groups:
        group["eps"] = ${number(epsilon)} / math.sqrt(1 - group["betas"][1] ** (optimizer.iterations + 1))`;

/** What both classes begin their step with. */
const STEP = `    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self.update(parameter, parameter.grad, self.state[parameter], group)
        return loss`;

const MOMENTUM = `class Momentum(torch.optim.Optimizer):
    """SGD as Keras has it: the learning rate goes into the velocity, where PyTorch multiplies by it afterwards."""

    def __init__(self, parameters, lr, momentum, nesterov):
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "nesterov": nesterov})

${STEP}

    def update(self, w, g, state, group):
        lr, momentum = group["lr"], group["momentum"]
        velocity = state.setdefault("velocity", torch.zeros_like(w))
        velocity.mul_(momentum).sub_(g, alpha=lr)
        if group["nesterov"]:
            w.add_(momentum * velocity - lr * g)
        else:
            w.add_(velocity)`;

const RMSPROP = `class RMSprop(torch.optim.Optimizer):
    """RMSprop as Keras has it: epsilon stands inside the root, and the learning rate goes into the velocity."""

    def __init__(self, parameters, lr, rho, momentum, epsilon):
        super().__init__(parameters, {"lr": lr, "rho": rho, "momentum": momentum, "epsilon": epsilon})

${STEP}

    def update(self, w, g, state, group):
        rho, momentum = group["rho"], group["momentum"]
        mean_square = state.setdefault("mean_square", torch.zeros_like(w))
        mean_square.mul_(rho).addcmul_(g, g, value=1 - rho)
        delta = group["lr"] * g / (mean_square + group["epsilon"]).sqrt()
        if momentum > 0:
            velocity = state.setdefault("velocity", torch.zeros_like(w))
            delta = velocity.mul_(momentum).add_(delta)
        w.sub_(delta)`;
