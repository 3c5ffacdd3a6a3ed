import { FormatError, shown } from "../../errors.js";

/** An object of a JSON text. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Keys that say nothing about what is computed after training. */
const IDLE = /^(name|seed|shared_object_id|(kernel|bias|alpha|beta|gamma)_initializer|batch_input_shape|input_shape)$/;

/**
 * The configuration of one of Keras's objects. Every key must be read, said to be as expected, or be idle: what is not known and
 * not empty is refused by its name.
 */
export class Config {
  private readonly known = new Set<string>();

  /**
   * @param what the object is, for errors: `Its layer "dense" (Dense)`
   */
  constructor(
    readonly values: Json,
    readonly what: string,
  ) {}

  get(key: string): unknown {
    this.known.add(key);
    return Object.hasOwn(this.values, key) ? this.values[key] : undefined;
  }

  /** The key must be absent, null, or as this says. */
  expect(key: string, ...allowed: readonly unknown[]): void {
    const value = this.get(key);
    if (value === undefined || value === null || allowed.some((one) => shown(one) === shown(value))) return;
    throw this.refused(key, value);
  }

  /** A number, or nothing where the key is absent or null. */
  number(key: string): number | undefined {
    const value = this.get(key);
    if (value === undefined || value === null) return undefined;
    if (typeof value !== "number") throw this.refused(key, value);
    return value;
  }

  refused(key: string, value: unknown): FormatError {
    return new FormatError(
      `${this.what} has ${key} ${shown(value)}, which cannot be kept. Save the model again without it.`,
    );
  }

  /** All that is left must be idle or empty. */
  done(): void {
    for (const [key, value] of Object.entries(this.values)) {
      if (this.known.has(key) || IDLE.test(key) || value === null || value === false) continue;
      if (Array.isArray(value) && value.length === 0) continue;
      throw this.refused(key, value);
    }
  }
}

/** The class of a serialized object, and its configuration. */
interface Serialized {
  readonly className: string;
  readonly config: Json;
}

/**
 * A serialized object of Keras itself: `{module, class_name, config, registered_name}`, in Keras 2 without module.
 * @throws {FormatError} for what it is not, and for classes of others, by name
 */
export function serialized(given: unknown, what: string): Serialized {
  if (!isObject(given) || typeof given.class_name !== "string" || !isObject(given.config)) {
    throw new FormatError(`${what} is no object of Keras: ${shown(given)}.`);
  }
  const { class_name: className, module, registered_name: registered } = given;
  const foreign = typeof registered === "string" && registered.includes(">");
  const ours = module === undefined || module === null || (typeof module === "string" && OWN_MODULE.test(module));
  if (className === "Lambda") {
    throw new FormatError(
      `${what} is a Lambda, which is code: nothing in a file is executed. Use a layer of Keras for it.`,
    );
  }
  if (foreign || !ours) {
    throw new FormatError(
      `${what} is a custom object, ${shown(className)} of ${shown(foreign ? registered : module)}: only Keras's own can be read.`,
    );
  }
  return { className, config: given.config };
}

const OWN_MODULE = /^(keras|tf_keras|tensorflow\.(python\.)?keras)(\.|$)/;

/** The name of a function, as a text or as Keras 3 serializes functions. */
export function functionName(given: unknown): string | undefined {
  if (typeof given === "string") return given;
  if (!isObject(given) || given.class_name !== "function" || typeof given.config !== "string") return undefined;
  const { module } = given;
  return module === "builtins" || (typeof module === "string" && OWN_MODULE.test(module)) ? given.config : undefined;
}

/** What Keras keeps as a 32-bit float in the fewest digits that give the same one: 0.1, not 0.10000000149011612. */
export function shortest(value: number): number {
  if (Math.fround(value) !== value) return value;
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return value;
}
