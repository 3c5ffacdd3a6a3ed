/**
 * Own data, as the entry `isthmus/data`: readers that bring libraries along, which the core does without. Their errors are
 * the classes of `isthmus`.
 */
export type { ImageOptions } from "./data/crop.js";
export { type CsvDataset, type CsvOptions, datasetFromCsv } from "./data/csv.js";
export { datasetFromFile, type FileOptions } from "./data/file.js";
export { imagesFromFiles } from "./data/images.js";
export { datasetFromNpy, type NpyOptions } from "./data/npy.js";
export { imagesFromPictures, type PictureFile } from "./data/pictures.js";
export { imagesFromPngs, type NamedBytes } from "./data/png.js";
export { SCALES, type Scale } from "./data/scale.js";
