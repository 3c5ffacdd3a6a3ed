/**
 * Own data, as the entry `isthmus/data`: readers that bring libraries along, and what shuffles, splits and joins data sets,
 * which the core does without. Their errors are the classes of `isthmus`.
 */

export type { Bytes, BytesSource } from "./data/bytes.js";
export type { ArrayContent, Content, TableContent } from "./data/content.js";
export type { ImageOptions } from "./data/crop.js";
export type { CsvOptions } from "./data/csv.js";
export type { Decimal } from "./data/field.js";
export { contentOf, type FileOptions } from "./data/file.js";
export type { FolderFile, PictureOptions } from "./data/folder.js";
export type { Grid } from "./data/grid.js";
export { gunzip, isGzip } from "./data/gzip.js";
export { type IdxArray, type IdxImageOptions, imagesFromIdx, labelsFromIdx, parseIdx, readIdx } from "./data/idx.js";
export { imagesFromFiles } from "./data/images.js";
export { type FileKind, kindOf } from "./data/kind.js";
export { type NpyValues, npyFile } from "./data/npy-writer.js";
export { imagesFromPictures, type PictureFile } from "./data/pictures.js";
export { type ImageDataOptions, imageDataOf, imagesFromPixels } from "./data/pixels.js";
export { imagesFromPngs, type NamedBytes } from "./data/png.js";
export type { Prepared, PrepareOptions } from "./data/preparation/fit.js";
export type { ColumnUse, Missing, Preparation, Scaling, TableUse } from "./data/preparation/preparation.js";
export type { ColumnRef, RoleOptions } from "./data/preparation/roles.js";
export { DATE_POLICIES, type DatePolicy, TEXT_POLICIES, type TextPolicy } from "./data/preparation/roles.js";
export type { Statistics } from "./data/preparation/scaling.js";
export {
  lostInFloats,
  MISSING_POLICIES,
  type MissingPolicy,
  SCALES,
  type Scale,
  unscaled,
} from "./data/preparation/scaling.js";
export { quantile } from "./data/quantile.js";
export {
  aimedAt,
  datasetFromCsv,
  datasetFromFile,
  datasetFromNpy,
  type FittedPreparation,
  type NpyOptions,
  preparationOf,
  prepared,
  type ReadOptions,
  type ReadPicturesOptions,
  type ReadResult,
  readData,
  readPictures,
} from "./data/read.js";
export {
  averagePrecision,
  bestPoint,
  type FlagScores,
  flagScores,
  type Roc,
  type RocPoint,
  roc,
  rocAuc,
} from "./data/roc.js";
export {
  joinDatasets,
  type ShuffleOptions,
  type SplitOptions,
  sampleDataset,
  shuffleDataset,
  splitDataset,
} from "./data/split.js";
export type { Table } from "./data/table.js";
export { ENCODINGS, type Encoding } from "./data/text.js";
export { type DataWarningsOptions, dataWarnings } from "./model/data-warnings.js";
