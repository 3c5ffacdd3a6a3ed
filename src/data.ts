/**
 * Own data, as the entry `isthmus/data`: readers that bring libraries along, and what shuffles, splits and joins data sets,
 * which the core does without. Their errors are the classes of `isthmus`.
 */
export type { ImageOptions } from "./data/crop.js";
export { type CsvDataset, type CsvOptions, datasetFromCsv } from "./data/csv.js";
export { datasetFromFile, type FileOptions } from "./data/file.js";
export { imagesFromFiles } from "./data/images.js";
export { datasetFromNpy, type NpyOptions } from "./data/npy.js";
export { imagesFromPngs, type NamedBytes } from "./data/png.js";
export { SCALES, type Scale } from "./data/scale.js";
export { joinDatasets, type ShuffleOptions, type SplitOptions, shuffleDataset, splitDataset } from "./data/split.js";
