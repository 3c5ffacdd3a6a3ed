import type { GivenFile } from "../worker/protocol.js";
import type { Store } from "./store.js";

/** What models are kept in, here and elsewhere; of data nothing ends so. */
const MODELS = /\.(safetensors|keras|h5|hdf5|onnx|json)$/i;

/** What a file picker offers. */
export const MODEL_ENDINGS = ".safetensors,.keras,.h5,.hdf5,.onnx,.json,.bin";

/** Whether files that were given are a model's, and no data. */
export const holdModel = (files: readonly GivenFile[]): boolean => files.some(({ path }) => MODELS.test(path));

/** Opens a model's files; what opens them is fetched with the shelf. */
export async function openModel(store: Store, files: readonly GivenFile[]): Promise<void> {
  const { Shelf } = await import("./shelf.js");
  await store.part(Shelf).openFiles(files);
}
