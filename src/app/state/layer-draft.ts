import { LAYER_KINDS, type Layer, type LayerType } from "../../index.js";
import type { FieldKind, LayerField } from "../../layers/form.js";
import { LAYER_FORMS } from "../../layers/layers.js";

/** A layer as typed into the builder, not yet checked. */
export interface LayerDraft {
  readonly type: LayerType;
  /** By the names of its form's fields. */
  readonly values: Readonly<Record<string, string>>;
}

/** A layer with what it begins with. */
export function newLayer(type: LayerType): LayerDraft {
  return { type, values: Object.fromEntries(LAYER_FORMS[type].fields.map(({ name, start }) => [name, start])) };
}

/** A layer of the library as it would be typed. */
export function draftOf(layer: Layer): LayerDraft {
  const values = LAYER_FORMS[layer.type].fields.map(({ name, kind }) => [name, textOf(valueAt(layer, name), kind)]);
  return { type: layer.type, values: Object.fromEntries(values) };
}

/** What was typed, as the library would be given it: unchecked, and without the fields that are blank. */
export function givenBy({ type, values }: LayerDraft): Record<string, unknown> {
  const layer: Record<string, unknown> = { type };
  for (const { name, kind } of LAYER_FORMS[type].fields) {
    const value = parsed(kind, values[name] ?? "");
    if (value === undefined) continue;
    const [property = name, part] = name.split(".");
    if (part === undefined) layer[property] = value;
    else layer[property] = { ...(layer[property] as object | undefined), [part]: value };
  }
  return layer;
}

/** The library's layer, or why there is none: a message for each field that is wrong. */
export function readLayerDraft(draft: LayerDraft): { layer: Layer } | { errors: Readonly<Record<string, string>> } {
  const given = givenBy(draft);
  const errors: Record<string, string> = {};
  const layer: Record<string, unknown> = { type: draft.type };
  for (const [property, { rule, read, optional, fallback }] of Object.entries(LAYER_KINDS[draft.type].fields)) {
    const value = given[property];
    if (value === undefined && optional) {
      if (fallback !== undefined) layer[property] = fallback;
      continue;
    }
    try {
      const stored = read(value);
      if (stored !== undefined) layer[property] = stored;
      else errors[property] = `must be ${rule}; got ${value === undefined ? "nothing" : `“${textOf(value)}”`}.`;
    } catch (error) {
      // An object with fields of its own says itself which is wrong.
      errors[property] = error instanceof Error ? error.message : String(error);
    }
  }
  return Object.keys(errors).length > 0 ? { errors } : { layer: layer as unknown as Layer };
}

/** Whether an error of {@link readLayerDraft} belongs beside this field. */
export function errorFor(field: LayerField, errors: Readonly<Record<string, string>>): string | undefined {
  return errors[field.name.split(".")[0] ?? field.name];
}

function valueAt(layer: Layer, name: string): unknown {
  return name.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], layer);
}

function textOf(value: unknown, kind?: FieldKind): string {
  if (value === undefined) return "";
  // A link's fields may hold anything; what is no number or word stands there as it came.
  if (!Array.isArray(value) || !value.every((item) => typeof item === "number")) {
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  }
  const square = kind === "size" && value[0] === value[1];
  return square ? String(value[0]) : value.join(", ");
}

/** What a text says; a text that says nothing of its kind stays as it is, for the library to refuse. */
function parsed(kind: FieldKind, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  switch (kind) {
    case "choice":
      return trimmed;
    case "flag":
      return trimmed === "true";
    case "number":
      // Written with a point or a comma; in lists, commas stand between numbers.
      return numberIn(/^-?\d+,\d+$/.test(trimmed) ? trimmed.replace(",", ".") : trimmed);
    case "size":
    case "list": {
      const numbers = trimmed.split(/[\s,×]+/).map(numberIn);
      return kind === "size" && numbers.length === 1 ? numbers[0] : numbers;
    }
  }
}

function numberIn(text: string): number | string {
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? value : text;
}
