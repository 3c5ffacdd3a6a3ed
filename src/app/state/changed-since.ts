import { type DescriptionOptions, describeModel } from "../../index.js";

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
