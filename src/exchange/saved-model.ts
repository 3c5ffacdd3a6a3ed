import type { Description } from "../model/description.js";
import type { Tensor } from "../model/tensor.js";

/**
 * A model as every format is given it, and gives it back: what it is, its weights, and, where it is known, how far training
 * has come. Plain data, no GPU.
 */
export interface SavedModel {
  readonly description: Description;
  /** By our names: `encoder.0.kernel`. Kernels are laid out as Keras has them. */
  readonly weights: Readonly<Record<string, Tensor>>;
  /** What training goes on from: the optimizer's slots and its steps. */
  readonly training?: SavedTraining;
}

/** What training goes on from. */
export interface SavedTraining {
  readonly epochs: number;
  readonly iterations: number;
  readonly learningRate: number;
  /** The optimizer's memory by slot (`a`, `d`; `m`, `v`; …), then by weight. */
  readonly slots: Readonly<Record<string, Readonly<Record<string, Tensor>>>>;
}

/** One file of an exported model. */
export interface ExportedFile {
  /** Its name within the folder that all of an export go into, with `/` between folders. */
  readonly name: string;
  /** All that is in it. */
  readonly bytes: Uint8Array;
}

/** What of a model is written: all of it, or a half of it as a model of its own. */
export const PARTS = ["autoencoder", "encoder", "decoder"] as const;
/** All of a model, or its encoder or decoder. */
export type Part = (typeof PARTS)[number];

/** A file format of models. Each is a file of its own in what is built, loaded when it is asked for. */
export interface ModelFormat {
  /** All files of a model, or of a part of it, in this format. */
  write(model: SavedModel, part: Part): Promise<ExportedFile[]>;
  /**
   * A model from its files; one alone for formats that have one. What it gives is held against its description by who asked.
   * @throws {FormatError} that names the file and what in it is not known or not valid
   */
  read?(files: readonly ExportedFile[]): Promise<SavedModel>;
}
