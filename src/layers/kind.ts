import { checkObject } from "../data/known-options.js";
import { ArgumentError, kindOf, shown } from "../errors.js";
import type { Activation } from "../model/activations.js";
import { type Field, type Fields, readFields } from "../model/fields.js";
import type { Parameter } from "../model/initializers.js";

/** What a layer makes of samples of a given shape. */
export interface Placement {
  /** Shape of the output for one sample. */
  readonly outputShape: readonly number[];
  /** Its trainable tensors, in the order in which Keras lists them. */
  readonly parameters: readonly Parameter[];
}

/**
 * What a kind of layer is: its fields, and how it meets the shape of its input. Plain data. Each kind has a page of its own
 * in this folder, which also says how it is computed (`lowering.ts`), edited (`form.ts`) and written (`text.ts`).
 */
export interface LayerKind<Layer extends { readonly type: string }> {
  /** The layer's `type`. */
  readonly type: Layer["type"];
  /** Keras's class name, for summaries. */
  readonly kerasName: string;
  /** What may be said of a layer, each field with its rule and default. */
  readonly fields: Fields<Layer>;
  /** @throws {ShapeRefusal} when it cannot take samples of this shape */
  place(layer: Layer, inputShape: readonly number[]): Placement;
  /** What its outputs come from. Without it they are values of its input, moved, chosen or with noise. */
  activation?(layer: Layer): Activation;
  /** Whether it adds a penalty on its outputs to the loss; never, without it. */
  penalizes?(layer: Layer): boolean;
  /** Whether it draws random numbers, which it does while training only. */
  readonly random?: true;
  /** Whether it draws the code of a variational autoencoder: then it ends the encoder. */
  readonly drawsCode?: true;
}

/** A layer in its place in a model. */
export interface Placed<Layer> extends Placement {
  /** `encoder.0`: the prefix of its weights' names. */
  readonly name: string;
  readonly layer: Layer;
  readonly inputShape: readonly number[];
  /** By their full names: `encoder.0.kernel`. */
  readonly parameters: readonly Parameter[];
}

/** Why a layer cannot take its input; whoever knows the layer's name makes a `ShapeError` of it. */
export class ShapeRefusal extends Error {}

/** A kind of layer with its article, for errors: `a dense layer`. */
export const withArticle = (type: string) => `${/^[aeiou]/.test(type) ? "an" : "a"} ${type} layer`;

/**
 * A layer as its function, a user or a file gives it, held against its kind's fields, with what was left out filled in.
 * @param where names the layer in the error: `encoder[0]`
 * @throws {ArgumentError} that names the field
 */
export function layerOf<Layer extends { readonly type: string }>(
  { type, fields }: Pick<LayerKind<Layer>, "type" | "fields">,
  given: object,
  where: string,
): Layer {
  const values = readFields<Layer>(given as Record<string, unknown>, fields, where, withArticle(type));
  return { type, ...values } as unknown as Layer;
}

/**
 * A layer as its function is called: some fields have their places, all others are options. Keras takes an activation by its place too,
 * `Dense(32, "relu")`, and TensorFlow.js everything as options.
 * @throws {ArgumentError} that names the field, or how the function is called
 */
export function written<Layer extends { readonly type: string }>(
  kind: Pick<LayerKind<Layer>, "type" | "fields">,
  places: object,
  options: object = {},
): Layer {
  const { type } = kind;
  const values = Object.values(places).filter((value) => value !== undefined);
  if (kindOf(values[0]) === "Object") {
    const names = Object.keys(places).join(", ");
    throw new ArgumentError(`${type} takes ${names} by place: write ${type}(${names}, { … }).`);
  }
  const given = values.map(shown).join(", ");
  const where = `${type}(${given})`;
  const fields: readonly [string, Field<unknown>][] = Object.entries(kind.fields);
  const [option] = fields.find(([, { words }]) => words?.some((word) => word === (options as unknown))) ?? [];
  if (option) {
    throw new ArgumentError(
      `${where} takes its options as an object: write ${type}(${given}, { ${option}: ${shown(options)} }).`,
    );
  }
  checkObject(where, options, "activation" in kind.fields ? "activation" : `${Object.keys(kind.fields)[0]}`);
  return layerOf(kind, { ...options, ...places }, where);
}

/** What a layer's function takes beside its positional arguments. */
export type Options<Layer, Positional extends keyof Layer> = Partial<Omit<Layer, "type" | Positional>>;

/** The length of samples of one dimension. @throws {ShapeRefusal} for others */
export function rowLength([length, ...more]: readonly number[]): number {
  if (length === undefined || more.length > 0) {
    throw new ShapeRefusal("needs samples of one dimension. Put flatten() before it");
  }
  return length;
}

/** The placement of a layer without weights that leaves shapes as they are. */
export const sameShape = (_: unknown, inputShape: readonly number[]): Placement => ({
  outputShape: inputShape,
  parameters: [],
});
