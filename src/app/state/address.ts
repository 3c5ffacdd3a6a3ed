import { CUSTOM, type Draft, NOTEBOOK, usualRate, withModel } from "./draft.js";
import { draftOf, givenBy, type LayerDraft, readLayerDraft } from "./layer-draft.js";
import { LAYER_TYPES } from "./layer-forms.js";

/** What an address's fragment says: `#/train?model=deep&epochs=2`. */
export interface Address {
  /** Name of the view; empty when the fragment names none. */
  readonly view: string;
  readonly draft: Draft;
  /** Settings that the page doesn't know, and those that it can't read. */
  readonly unknown: readonly string[];
}

const PART_NAMES = ["encoder", "decoder"] as const;
const TEXT_NAMES = ["loss", "learningRate", "epochs", "batchSize", "seed", "limit"] as const;

/** The settings that an address may hold. */
export const ADDRESS_NAMES: readonly string[] = ["model", "input", ...PART_NAMES, "optimizer", ...TEXT_NAMES];

/**
 * Reads a fragment: the notebook's settings with those of the fragment put over them, so that a link can hold an exercise.
 * Values are checked with the form, where a wrong one can be seen and mended.
 */
export function readAddress(fragment: string): Address {
  const [path = "", query = ""] = fragment.replace(/^#\/?/, "").split("?", 2);
  const given = new URLSearchParams(query);
  const unknown = [...given.keys()].filter((name) => !ADDRESS_NAMES.includes(name));
  let draft = withModel(NOTEBOOK, given.get("model") ?? NOTEBOOK.model);
  if (draft.model === CUSTOM) {
    draft = { ...draft, input: given.get("input") ?? draft.input };
    for (const part of PART_NAMES) {
      const layers = layersIn(given.get(part) ?? "[]");
      if (layers) draft = { ...draft, [part]: layers };
      else unknown.push(part);
    }
  }
  const optimizer = given.get("optimizer");
  if (optimizer !== null) draft = { ...draft, optimizer, learningRate: usualRate(optimizer) };
  for (const name of TEXT_NAMES) {
    const text = given.get(name);
    if (text !== null) draft = { ...draft, [name]: text };
  }
  return { view: path, draft, unknown };
}

/** The fragment that brings a view and these settings back; what a model has anyway is left out. */
export function fragmentOf(view: string, draft: Draft): string {
  const query = new URLSearchParams();
  const usual = withModel(NOTEBOOK, draft.model);
  if (draft.model !== NOTEBOOK.model) query.set("model", draft.model);
  if (draft.model === CUSTOM) {
    if (draft.input !== usual.input) query.set("input", draft.input);
    for (const part of PART_NAMES) query.set(part, JSON.stringify(draft[part].map(givenBy)));
  }
  if (draft.optimizer !== usual.optimizer) query.set("optimizer", draft.optimizer);
  const rate = draft.optimizer === usual.optimizer ? usual.learningRate : usualRate(draft.optimizer);
  for (const name of TEXT_NAMES) {
    if (draft[name] !== (name === "learningRate" ? rate : usual[name])) query.set(name, draft[name]);
  }
  const text = query.toString();
  return `#/${view}${text && `?${text}`}`;
}

/** Layers as JSON: the library's, complete or with the fields that differ from its defaults. */
function layersIn(json: string): readonly LayerDraft[] | undefined {
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (!Array.isArray(given)) return undefined;
  const drafts: LayerDraft[] = [];
  for (const layer of given) {
    const type = LAYER_TYPES.find((known) => known === (layer as { type?: unknown } | null)?.type);
    if (!type) return undefined;
    const typed = draftOf({ ...layer, type });
    const read = readLayerDraft(typed);
    drafts.push("layer" in read ? draftOf(read.layer) : typed);
  }
  return drafts;
}
