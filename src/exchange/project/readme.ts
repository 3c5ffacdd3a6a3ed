import type { Tolerance } from "./arrays.js";

/** What a project's README says of it. */
export interface ProjectFacts {
  readonly format: "keras" | "pytorch";
  readonly epochs: number;
  readonly iterations: number;
  readonly samples: number;
  readonly validation: boolean;
  readonly batchSize: number;
  readonly random: boolean;
  readonly tolerance: Tolerance;
  readonly steps: number;
}

const FRAMEWORKS = { keras: "Keras", pytorch: "PyTorch" };

/** Code as Markdown shows it. */
const block = (lines: string) => `\`\`\`sh\n${lines}\n\`\`\``;

export function readme(facts: ProjectFacts): string {
  const { format, epochs, iterations, samples, steps, batchSize } = facts;
  const framework = FRAMEWORKS[format];
  const isKeras = format === "keras";
  const on = isKeras
    ? `python train.py --epochs ${2 * epochs}`
    : `torchrun --nproc-per-node=4 train.py --epochs ${2 * epochs}`;
  const count = (value: number) => value.toLocaleString("en-US");
  return `# An autoencoder from Isthmus, in ${framework}

Isthmus has trained it for ${count(epochs)} epochs, ${count(iterations)} steps of ${count(batchSize)} of ${count(samples)} samples. Here its training goes on at the very next step.

${block(`pip install -r requirements.txt   # Python 3.11 or newer
python train.py --check           # the next ${steps} steps, beside what Isthmus would see
${on}`)}

| file | what it is |
| --- | --- |
${isKeras ? KERAS_FILES : PYTORCH_FILES}
| \`train.npz\`${facts.validation ? ", `validation.npz`" : ""} | the data as Isthmus read them: \`x\` and, where there are such, \`target\`, \`weight\` and \`mask\`; bytes are pixels, 0…255 for 0…1 |
| \`steps.npz\` | the next ${steps} steps: the \`rows\` of their batches, the \`losses\` of Isthmus on its GPU, the \`exact\` ones of its float64 reference${facts.random ? ", and all random numbers that layers draw in them" : ""} |

${isKeras ? KERAS_ON : PYTORCH_ON}

**The check.** ${facts.random ? "Layers of this model draw random numbers while training. For the check they are given those that Isthmus drew; what is trained otherwise draws its own.\n\n" : ""}${check(facts)}
`;
}

const PYTORCH_FILES = `| \`train.py\` | trains, on one device or on many |
| \`model.py\` | the module, its loss and its optimizer |
| \`model.safetensors\`, \`optimizer.safetensors\` | weights, and what the optimizer remembers |`;

const KERAS_FILES = `| \`train.py\` | trains, on one device or on many |
| \`autoencoder.keras\` | the model, compiled, with what the optimizer remembers |`;

const PYTORCH_ON = `**On many.** \`torchrun\` starts a process for each GPU (NCCL), or as many as you like without (gloo); more machines, as its \`--help\` says.
The batch stays as large as it is, every process takes its share of it, and gradients are averaged by the shares: the losses
are those of one process, but for rounding. What \`--out\` names has what \`isthmus import\` and \`--resume\` take.`;

const KERAS_ON = `**On many.** Where JAX finds several devices, \`keras.distribution.DataParallel\` gives each its share of every batch. To try it on a CPU:
\`XLA_FLAGS=--xla_force_host_platform_device_count=2 python train.py\`. What \`--out\` names is what \`isthmus import\` and \`--resume\` take.`;

const shareOf = (share: number) => share.toExponential(1);

const check = ({ tolerance: { furthest, allowed, allowed_exact } }: ProjectFacts) =>
  `The steps are taken twice. In 64 bits nothing but a different rule could tell the losses from those of Isthmus's float64
reference: they may differ by ${shareOf(allowed_exact)} of a loss, what a 32-bit float can just show. In 32 bits they differ by rounding, and training
amplifies that. Isthmus's own are at most ${shareOf(furthest)} of a loss from the exact ones in these steps. Another program rounds as often, but
elsewhere: ten times that is allowed, and 1.0e-5 at least; here ${shareOf(allowed)}. The exit code is 0 if all losses are within that, else 1.`;
