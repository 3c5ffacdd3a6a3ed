import { type DescriptionOptions, describeModel } from "../../index.js";
import type { TrainRequest } from "../worker/protocol.js";
import type { State } from "./state.js";

/** What a model is beside its weights, by the names that the settings have for it. */
const PARTS = {
  layers: ["input", "encoder", "decoder"],
  loss: ["loss"],
  "optimizer or learning rate": ["optimizer"],
  seed: ["seed"],
} as const;

/** In what a model differs from the one that was trained; in nothing, when its training can go on. */
export function changedSince(trained: DescriptionOptions, now: DescriptionOptions): readonly string[] {
  const [before, after] = [describeModel(trained), describeModel(now)];
  return Object.entries(PARTS)
    .filter(([, fields]) => fields.some((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field])))
    .map(([name]) => name);
}

/** Why the model that was trained cannot be trained on with these settings; nothing where it can. */
export function ruledOut(state: State, request: TrainRequest | undefined): string | undefined {
  const changed = state.phase === "finished" && request ? changedSince(state.trained, request.model) : [];
  if (changed.length === 0) return undefined;
  return `“Train on” needs the model as it was trained. Changed since: ${changed.join(", ")}. Change back, or start anew.`;
}
