/** What models are kept in, here and elsewhere, those that cannot be read too; of data only safetensors end so. */
const MODELS = /\.(safetensors|keras|h5|hdf5|onnx|json|pt|pth)$/i;

/** What a file picker offers. */
export const MODEL_ENDINGS = ".safetensors,.keras,.h5,.hdf5,.onnx,.json,.bin,.zip";

/** Whether a file may hold the several files that a model is saved as. */
export const isArchive = (path: string): boolean => /\.zip$/i.test(path);

/** The first of the files, by their paths, that says that they are a model's, and no data. */
export const modelAmong = (paths: readonly string[]): string | undefined =>
  paths.find((path) => MODELS.test(path)) ?? paths.find(isArchive);
