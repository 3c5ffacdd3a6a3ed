/**
 * Models from and for other frameworks, as the entry `isthmus/formats`. Each format is loaded when it is asked for. Errors are the
 * classes of `isthmus`.
 */
export {
  type Exportable,
  type ExportOptions,
  exportModel,
  exportProject,
  type ImportedFile,
  importModel,
  MODEL_FORMATS,
  type ModelFormatName,
  PROJECT_FORMATS,
  type ProjectFormatName,
} from "./exchange/exchange.js";
export type { ProjectOptions } from "./exchange/project/project.js";
export { type ExportedFile, PARTS, type Part } from "./exchange/saved-model.js";
