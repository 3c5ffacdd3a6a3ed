import type { GivenFile } from "../worker/protocol.js";
import { modelAmong } from "./model-names.js";

/** Of safetensors files, which hold data as well as models: a longer header is none that is read. */
const LONGEST_HEADER = 100_000_000;
/** What the weights of a layer are called, wherever they come from; a column alone may be a weight. */
const WEIGHT = /[./](weight|bias|kernel)\b/;

/** Whether files that were given are a model's, and no data: by their names, and a safetensors file by what it holds. */
export async function holdModel(files: readonly GivenFile[]): Promise<boolean> {
  const named = modelAmong(files.map(({ path }) => path));
  if (named === undefined || !/\.safetensors$/i.test(named)) return named !== undefined;
  const file = files.find(({ path }) => path === named)?.file;
  return file !== undefined && !(await holdsData(file));
}

/** Whether a safetensors file has arrays that are no weights. What cannot be read as one is left to what opens models. */
async function holdsData(file: File): Promise<boolean> {
  try {
    const length = new DataView(await file.slice(0, 8).arrayBuffer()).getBigUint64(0, true);
    if (length > LONGEST_HEADER) return false;
    const { __metadata__: about = {}, ...arrays } = JSON.parse(await file.slice(8, 8 + Number(length)).text());
    const isOurs = Object.keys(about).some((key) => key.startsWith("isthmus"));
    return !isOurs && !Object.keys(arrays).some((name) => WEIGHT.test(name));
  } catch {
    return false;
  }
}
