import { beforeAll, describe, expect, it } from "vitest";
import { project, tool } from "./project.js";

/** The declarations, held against every TypeScript that they promise to work with, with nothing of them skipped. */

const USE = `import { Autoencoder, adam, type Callback, type Dataset, datasetOf, dense, type History, type Tensor } from "isthmus";
import { type Preparation, parseIdx, readData } from "isthmus/data";
import { exportModel, importModel } from "isthmus/formats";

export async function use(values: Float32Array): Promise<Tensor> {
  const stop: Callback = (event, model) => {
    if (event.type === "epoch" && event.logs.loss < 0.1) model.stopTraining();
  };
  const data: Dataset = datasetOf(values, [8]);
  const ae = await Autoencoder.create({
    input: 8,
    encoder: [dense(2, { activation: "relu" })],
    decoder: [dense(8)],
    loss: "meanSquaredError",
    optimizer: adam(),
  });
  const history: History = await ae.fit(data, { epochs: 2, callbacks: [stop], signal: AbortSignal.timeout(1000) });
  const read: { dataset: Dataset; preparation: Preparation } = await readData(new Uint8Array(8), "x.csv");
  const [file] = await exportModel(ae, "keras");
  const bytes: Uint8Array = await importModel(file.bytes, file.name);
  const parts: Uint8Array[] = [bytes, await ae.save()];
  console.log(history.history.loss.at(-1), read.dataset.count, parts.length, parseIdx(bytes).shape);
  return ae.predict(data);
}
// @ts-expect-error: there is no such loss
void Autoencoder.create({ input: 8, encoder: [dense(2)], decoder: [dense(8)], loss: "mean" });
`;
/** Where there is WebGPU in the types, theirs are the library's. */
const DEVICE = `import { Autoencoder, PRESETS } from "isthmus";
export const on = (gpu: GPUDevice) => Autoencoder.create({ ...PRESETS.notebook(), gpu });
export const deviceOf = ({ gpu }: Autoencoder): GPUDevice => gpu.device;
// @ts-expect-error: it is no device
void Autoencoder.create({ ...PRESETS.notebook(), gpu: 1 });
export const file = async (ae: Autoencoder) => new Blob([await ae.save()]);
`;

const VERSIONS = ["5.6", "5.9", "6.0", "7.0"];
const MODULES = [
  ["node16", "node16"],
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
] as const;

const dom = ["es2022", "dom", "dom.iterable"];
/** With DOM, without, with WebGPU, and from a script that is no module. */
const KINDS = {
  dom: { lib: dom, types: [], files: ["use.ts"] },
  node: { lib: ["es2022"], types: ["node"], files: ["use.ts"] },
  gpu: { lib: dom, types: ["@webgpu/types"], files: ["use.ts", "device.ts"] },
  "gpu-of-dom": { lib: dom, types: [], files: ["use.ts", "device.ts"] },
  required: { lib: ["es2022"], types: ["node"], files: ["required.cts"] },
};

/** The configuration of a project, as a file of it. */
function configFor([module, moduleResolution]: (typeof MODULES)[number], kind: keyof typeof KINDS): [string, string] {
  const { lib, types, files } = KINDS[kind];
  const common = { module, moduleResolution, target: "es2022", strict: true, skipLibCheck: false, noEmit: true };
  return [`tsconfig.${module}.${kind}.json`, JSON.stringify({ compilerOptions: { ...common, lib, types }, files })];
}

let folder: string;

beforeAll(async () => {
  const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[];
  folder = await project("types", {
    "use.ts": USE,
    "device.ts": DEVICE,
    "required.cts": 'export const use = async () => (await import("isthmus")).dense(2);\n',
    ...Object.fromEntries(MODULES.flatMap((module) => kinds.map((kind) => configFor(module, kind)))),
  });
});

describe.each(VERSIONS)("TypeScript %s", (version) => {
  // From 6 on DOM has WebGPU.
  const gpu = Number(version) >= 6 ? "gpu-of-dom" : "gpu";

  it.each(MODULES)("module %s, resolution %s: with DOM, without, and with WebGPU", async (module) => {
    for (const kind of ["dom", "node", gpu, ...(module === "esnext" ? [] : ["required"])]) {
      const said = await tool(folder, `typescript-${version}/bin/tsc`, ["-p", `tsconfig.${module}.${kind}.json`]);
      expect(said, kind).toBe("");
    }
  });
});
