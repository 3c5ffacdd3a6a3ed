import type { ProxyMarked } from "comlink";
import type { Encoding, Preparation } from "../../data.js";
import type {
  AdapterInfo,
  Description,
  DescriptionOptions,
  Level,
  PlanKind,
  PlanRow,
  TrainingEvent,
  Values,
} from "../../index.js";
import type { Reading } from "../state/reading.js";
import type { CompareServices } from "./compare-protocol.js";
import type { Examples } from "./examples.js";
import type { ExperimentsServices } from "./experiments-protocol.js";
import type { Explorer } from "./explore-protocol.js";
import type { Filters } from "./filters.js";
import type { SpeedServices } from "./speed-protocol.js";
import type { Shot, StageServices } from "./stage-protocol.js";

/** What the page and its worker say to each other. */

/** A file of the visitor's, and its path in the folder that was chosen: its name alone where it was none. */
export interface GivenFile {
  readonly file: File;
  readonly path: string;
}

/** A column of a table as it was found, before anything was decided about it. */
export interface FoundColumn {
  /** Its name, or `column 3`. */
  readonly name: string;
  readonly holds: "numbers" | "dates" | "texts";
  /** What stands in its first row. */
  readonly example: string;
}

/** What was found in the visitor's files: what there is to choose about. It is known even where reading them fails. */
export interface Outline {
  readonly kind: "table" | "array" | "pictures";
  /** The files that hold samples; of pictures none. */
  readonly files: readonly string[];
  /** Of a table. */
  readonly columns: readonly FoundColumn[];
}

/** How a table is written, as it was said or found. */
export interface Written {
  readonly header: boolean;
  readonly separator: string;
  readonly decimal: "point" | "comma";
  readonly encoding: Encoding;
}

/** What the visitor's own data were read from, and how. */
export interface OwnData {
  /** The file that holds the samples, and those of their labels and of the samples to validate on. */
  readonly name: string;
  readonly labels?: string;
  readonly validation?: string;
  /** What the visitor had said. */
  readonly reading: Reading;
  /** Of a table: how it is written. */
  readonly written?: Written;
  /** Rows that are kept aside, where they are few enough to be written down. */
  readonly aside?: readonly number[];
  /** What was decided: what every later file is read by. */
  readonly preparation: Preparation;
  /** The same in a line or two. */
  readonly told: readonly string[];
  /** What will disappoint, and what to do about it. */
  readonly warnings: readonly string[];
}

/** The data set in use. */
export interface DataInfo {
  /** Whether it is MNIST; else it is the visitor's own. */
  readonly mnist: boolean;
  /** Where it is the visitor's own. */
  readonly own?: OwnData;
  /** What it is called. */
  readonly name: string;
  /** Shape of one sample: `[28, 28]`, `[8]`. */
  readonly shape: readonly number[];
  readonly count: number;
  /** Samples to validate on: MNIST's test set; of own data a tenth, or another file; 0 where there are too few. */
  readonly validationCount: number;
  /** Names of the classes, by label, where they have any. */
  readonly classes?: readonly string[];
  /** Whether there are labels. */
  readonly labelled: boolean;
  /** Of tables: what each value of a sample is called. */
  readonly columns?: readonly string[];
  /** Smallest and largest value, 0 and 1 for bytes: what pictures are drawn between. */
  readonly range: readonly [low: number, high: number];
  readonly examples: Examples;
  /** Of tables: some hundred samples, to draw columns against each other. */
  readonly cloud?: Values;
}

/** What the network makes of the examples at one moment. */
export interface Snapshot {
  /** Numbers in a code. */
  readonly codeSize: number;
  /** Of one code: `[32]`, or `[4, 4, 8]` where it is images. */
  readonly codeShape: readonly number[];
  /** What the model was given in place of the examples: them with noise, where it is trained to take that away. */
  readonly given?: Float32Array;
  /** `examples × codeSize` values. */
  readonly codes: Float32Array;
  /** Values as in the examples, floats. */
  readonly reconstructions: Float32Array;
  /** What it makes of the cloud, where there is one. */
  readonly cloud?: Float32Array;
  readonly filters?: Filters;
}

export interface TrainRequest {
  readonly model: DescriptionOptions;
  /** In all, with those that are done when training goes on. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Train on so many samples, drawn by the model's seed; all without it. */
  readonly limit?: number;
}

/** What a run reports while it lasts. */
export type Report =
  | { readonly type: "warnings"; readonly warnings: readonly string[] }
  | { readonly type: "snapshot"; readonly snapshot: Snapshot }
  /** Many a second, where that does not slow training. */
  | { readonly type: "shot"; readonly shot: Shot }
  /** Times in it leave pauses out. */
  | { readonly type: "event"; readonly event: TrainingEvent }
  /** The GPU was lost; training goes on with the state at the end of `epoch`, 0 being the beginning. */
  | { readonly type: "lost"; readonly epoch: number; readonly message: string };

/** A model that was trained before: what it is, and what it makes of the data. */
export interface Adopted {
  readonly description: Description;
  readonly snapshot: Snapshot;
  readonly shot: Shot | undefined;
}

export interface PlanRequest {
  readonly model: DescriptionOptions;
  readonly kind: PlanKind;
  readonly level: Level;
  readonly batchSize: number;
}

/** What is told while files are read. */
export type ReadProgress =
  | { readonly type: "read"; readonly files: number }
  | { readonly type: "found"; readonly outline: Outline };

/** What computes; and where that is the CPU though there is an adapter, what the adapter said. */
export interface Opened {
  readonly adapter: AdapterInfo;
  readonly refusal: string | undefined;
}

/** The worker's side. Errors cross with their `name` and `message`. */
export interface Trainer {
  /** Opens a GPU, or what stands for one. @throws {GpuUnavailableError} */
  open(): Promise<Opened>;
  /** Fetches MNIST's first digits from the folder at `url`: what one can begin with in seconds. @throws {DataError} */
  loadMnist(url: string, cache: RequestCache): Promise<DataInfo>;
  /** Fetches all of it, to be used from `useWhole` on. @throws {DataError} */
  loadWhole(url: string, cache: RequestCache, onProgress: (loaded: number, total: number) => void): Promise<DataInfo>;
  /** Gives up what is being trained, and uses what `loadWhole` fetched last. */
  useWhole(): Promise<void>;
  /** Reads the visitor's files; the data in use stay when that fails. @throws {DataError} @throws {FormatError} */
  loadFiles(
    files: readonly GivenFile[],
    reading: Reading,
    report: (progress: ReadProgress) => unknown,
  ): Promise<DataInfo>;
  /** What will disappoint of such a model and the data in use. @throws {DataError} while there are none */
  outlook(model: DescriptionOptions): Promise<string[]>;
  /** Trains a fresh model to the end, or until `stop`; what is being trained is given up. @throws {NumericalError} @throws {DeviceLostError} */
  train(request: TrainRequest, report: (message: Report) => unknown): Promise<{ stopped: boolean }>;
  /**
   * Goes on with the model trained last and its optimizer's state. An epoch that was cut short begins anew, with what was
   * learnt in it. @throws as `train`; {DataError} when there is no model
   */
  trainOn(request: TrainRequest, report: (message: Report) => unknown): Promise<{ stopped: boolean }>;
  /** Takes a model that was trained before, for so many epochs, in place of the last one. @throws {FormatError} @throws {ShapeError} */
  adopt(bytes: Uint8Array, epochs: number): Promise<Adopted>;
  /** Holds training at the next step boundary, until `resume` or `stop`. */
  pause(): void;
  resume(): void;
  /** Ends training at the next step boundary. */
  stop(): void;
  /** Forgets the model. */
  reset(): void;
  /**
   * The model trained last, as safetensors; after a loss of the GPU, as it was at its last checkpoint.
   * @param optimizer whether with its optimizer's state
   */
  save(optimizer?: boolean): Promise<Uint8Array>;
  /** What the stage of the view Train asks for. */
  readonly stage: StageServices & ProxyMarked;
  /** What the view Compare asks for. */
  readonly compare: CompareServices & ProxyMarked;
  /** What the view Experiments asks for. */
  readonly experiments: ExperimentsServices & ProxyMarked;
  /** What the view Speed asks for. */
  readonly speed: SpeedServices & ProxyMarked;
  /** The model trained last, or as far as it is while training is paused, to look into until it is disposed of. */
  explorer(): Promise<Explorer & ProxyMarked>;
  /** The kernel calls of a plan. */
  plan(request: PlanRequest): Promise<PlanRow[]>;
  /** The WGSL of a kernel. */
  source(kernel: string): Promise<string>;
}
