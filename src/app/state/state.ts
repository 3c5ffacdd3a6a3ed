import { type AdapterInfo, DataError, type DescriptionOptions } from "../../index.js";
import type { Download } from "../take-home/download.js";
import type { DataInfo, Outline, Snapshot } from "../worker/protocol.js";
import type { Shot } from "../worker/stage-protocol.js";
import type { DataChoice, InUse } from "./data-choice.js";
import type { GpuAdvice } from "./gpu-advice.js";
import type { Run } from "./run.js";

/** Data, model and training: what holds in every phase, and what belongs to the one that the page is in. */
export type State = Always & Now;

/** The phases, each with what there is in it. A run that was stopped is `finished` as well. */
export type Now =
  | { readonly phase: "opening" }
  /** Nothing can be trained here: there is nothing to compute with, or no script to train with. */
  | { readonly phase: "blocked"; readonly failure: Failure }
  /** What was there before comes back where the data are no good. */
  | { readonly phase: "loading"; readonly loaded: Share | undefined; readonly before: State }
  /** They could not be fetched; trying again may help. */
  | { readonly phase: "no-data"; readonly failure: Failure }
  | ({ readonly phase: "ready" } & Prepared)
  | ({ readonly phase: "training" | "paused" | "stopping" } & Learnt)
  | ({ readonly phase: "finished"; readonly stopped: boolean } & Kept)
  | ({ readonly phase: "failed"; readonly failure: Failure } & Kept);

export type Phase = Now["phase"];

export interface Always {
  /** What computes, once that is known: a GPU, or where there is none the CPU. */
  readonly adapter: AdapterInfo | undefined;
  /** Why it is no GPU, and what to do about it. */
  readonly advice: GpuAdvice | undefined;
  /** How the data that were given last were chosen. */
  readonly choice: DataChoice;
  /** What was found in them, where they are files. */
  readonly outline: Outline | undefined;
  /** What is wrong with them. */
  readonly fileFailure: Failure | undefined;
  /** All of MNIST, while the first of its digits are in use; nothing where there are no more. */
  readonly whole: Whole | undefined;
}

/** It comes while one can train already. A run keeps what it began with: what is there then is the next one's. */
export type Whole =
  | { readonly phase: "coming"; readonly loaded: Share | undefined }
  | { readonly phase: "there"; readonly data: DataInfo }
  | { readonly phase: "missing"; readonly failure: Failure };

/** Data to train on. */
export interface Prepared {
  readonly data: DataInfo;
  /** How they were chosen, where they are the visitor's: those given last may not have been read. */
  readonly used: InUse | undefined;
}

/** A model, and how far it has come. */
export interface Learnt extends Prepared {
  readonly trained: DescriptionOptions;
  /** Replaced with every event, but for its curve, which grows in place. */
  readonly run: Run;
  readonly snapshot: Snapshot | undefined;
  /** For the stage. */
  readonly shot: Shot | undefined;
  readonly warnings: readonly string[];
  /** That the GPU was lost, and where training went on. */
  readonly recovery: string | undefined;
}

/** A run that has ended. */
interface Kept extends Learnt {
  readonly downloads: readonly Download[];
}

/** How far the data have come: bytes or files, of all. */
export interface Share {
  readonly done: number;
  readonly total: number;
}

export function failureOf(error: unknown): Failure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { name, message };
}

export interface Failure {
  readonly name: string;
  readonly message: string;
}

export function isBusy(phase: Phase): boolean {
  return phase === "training" || phase === "paused" || phase === "stopping";
}

/** There are data, and nothing is done with them just now. */
export function isSettled(phase: Phase): boolean {
  return phase === "ready" || phase === "finished" || phase === "failed";
}

/** The data in use: while others are being read, those of before. */
export function preparedIn(state: State): Prepared | undefined {
  if (state.phase === "loading") return preparedIn(state.before);
  return "data" in state ? state : undefined;
}

export function dataIn(state: State): DataInfo | undefined {
  return preparedIn(state)?.data;
}

/** What a model can be opened with. @throws {DataError} while a run is in the way, or there are no data */
export function readyIn(state: State): Prepared {
  if (isBusy(state.phase)) throw new DataError("A model is being trained. Stop it, then open the other one.");
  if (!("data" in state))
    throw new DataError("There are no data yet to show the model with. Open it when they are there.");
  return state;
}

/** Why a model was not opened that was being read. */
export const OVERTAKEN =
  "A run was begun, or other data or another model were opened, before this one was. Open it again.";

/** The run, and its model. */
export function learntIn(state: State): Learnt | undefined {
  if (state.phase === "loading") return learntIn(state.before);
  return "run" in state ? state : undefined;
}

const NOTHING: readonly Download[] = [];

/** What can be taken home: another list with every run that has ended. */
export function downloadsIn(state: State): readonly Download[] {
  if (state.phase === "loading") return downloadsIn(state.before);
  return "downloads" in state ? state.downloads : NOTHING;
}
