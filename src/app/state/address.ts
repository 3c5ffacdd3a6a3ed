import { type LayerType, parseJson } from "../../index.js";
import { LAYER_FORMS, LAYER_TYPES } from "../../layers/layers.js";
import { CUSTOM, type Draft, NOTEBOOK, usualRate, withModel } from "./draft.js";
import { draftOf, givenBy, type LayerDraft, readLayerDraft } from "./layer-draft.js";

/** What an address's fragment says: `#/train?model=deep&epochs=2`. */
export interface Address {
  /** Name of the view; empty when the fragment names none. */
  readonly view: string;
  readonly draft: Draft;
  /** The step of the story that it is to open at. */
  readonly step?: string;
  /** Settings that the page doesn't know, and those that it can't read. */
  readonly unknown: readonly string[];
}

const PART_NAMES = ["encoder", "decoder"] as const;
const TEXT_NAMES = ["loss", "learningRate", "epochs", "batchSize", "seed", "limit"] as const;

/** The settings that an address may hold. */
export const ADDRESS_NAMES: readonly string[] = [
  ...["model", "input"],
  ...PART_NAMES,
  "optimizer",
  ...TEXT_NAMES,
  "step",
];

/** Characters of a fragment, and layers of a part: more is no exercise, and as many fields would be shown. */
const LONGEST = 2 ** 16;
const MOST_LAYERS = 100;
const OF_CUSTOM: readonly string[] = ["input", ...PART_NAMES];

/**
 * Reads a fragment: the notebook's settings with those of the fragment put over them, so that a link can hold an exercise.
 * Values are checked with the form, where a wrong one can be seen and mended. Never throws, whatever the fragment.
 */
export function readAddress(fragment: string): Address {
  const [path = "", ...rest] = fragment.replace(/^#\/?/, "").split("?");
  if (fragment.length > LONGEST) {
    return { view: path.slice(0, LONGEST), draft: NOTEBOOK, unknown: [`all ${fragment.length} characters`] };
  }
  const given = new URLSearchParams(rest.join("?"));
  const names = [...given.keys()];
  const isCustom = given.get("model") === CUSTOM;
  // Unknown, given twice, of which the first counts, or of layers where a preset has its own.
  const unknown = names.filter(
    (name, index) =>
      !ADDRESS_NAMES.includes(name) || names.indexOf(name) < index || (!isCustom && OF_CUSTOM.includes(name)),
  );
  let draft = withModel(NOTEBOOK, given.get("model") ?? NOTEBOOK.model);
  if (isCustom) {
    draft = { ...draft, input: given.get("input") ?? draft.input };
    for (const part of PART_NAMES) {
      const read = layersIn(given.get(part) ?? "[]", part);
      unknown.push(...read.unknown);
      draft = { ...draft, [part]: read.layers };
    }
  }
  const optimizer = given.get("optimizer");
  if (optimizer !== null) draft = { ...draft, optimizer, learningRate: usualRate(optimizer) };
  for (const name of TEXT_NAMES) {
    const text = given.get(name);
    if (text !== null) draft = { ...draft, [name]: text };
  }
  const step = given.get("step");
  return { view: path, draft, ...(step !== null && { step }), unknown: [...new Set(unknown)] };
}

/**
 * The fragment that brings a view and these settings back; what a model has anyway is left out.
 * @param step of the story
 */
export function fragmentOf(view: string, draft: Draft, step?: string): string {
  const query = new URLSearchParams(step === undefined ? "" : { step });
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

/** Layers as JSON: the library's, complete or with the fields that differ from its defaults; and what cannot be read of them. */
function layersIn(json: string, part: string): { layers: readonly LayerDraft[]; unknown: readonly string[] } {
  const nothing = { layers: [], unknown: [part] };
  let given: unknown;
  try {
    given = parseJson(json);
  } catch {
    return nothing;
  }
  if (!Array.isArray(given) || given.length > MOST_LAYERS) return nothing;
  const layers: LayerDraft[] = [];
  const unknown: string[] = [];
  for (const [index, layer] of given.entries()) {
    const type = LAYER_TYPES.find((known) => known === (layer as { type?: unknown } | null)?.type);
    if (!type) return nothing;
    unknown.push(...strayFields(layer, type).map((field) => `${part}[${index}].${field}`));
    const typed = draftOf({ ...layer, type });
    const read = readLayerDraft(typed);
    layers.push("layer" in read ? draftOf(read.layer) : typed);
  }
  return { layers, unknown };
}

/** What a layer has that its form has not. */
function strayFields(layer: Readonly<Record<string, unknown>>, type: LayerType): string[] {
  const known = LAYER_FORMS[type].fields.map(({ name }) => name);
  return Object.entries(layer).flatMap(([name, value]) => {
    if (name === "type" || known.includes(name)) return [];
    const parts = known.filter((field) => field.startsWith(`${name}.`));
    if (parts.length === 0 || typeof value !== "object" || value === null) return [name];
    return Object.keys(value).flatMap((part) => (parts.includes(`${name}.${part}`) ? [] : [`${name}.${part}`]));
  });
}
