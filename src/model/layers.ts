import { ArgumentError } from "../errors.js";

/** Activation functions, by Keras's names. */
export const ACTIVATIONS = ["linear", "relu", "sigmoid", "tanh"] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** A densely connected layer: `y = activation(x · kernel + bias)`, kernel `[inputs, units]`, bias `[units]`. */
export interface DenseLayer {
  readonly type: "dense";
  readonly units: number;
  readonly activation: Activation;
  readonly useBias: boolean;
}

/** Every kind of layer; plain data, so that a model is its own JSON. */
export type Layer = DenseLayer;

/**
 * A densely connected layer, as Keras's `Dense`: kernel initialised glorot-uniform, bias with zeros.
 * @param units number of outputs, a positive integer
 * @throws {ArgumentError} when `units` or an option is not valid
 */
export function dense(units: number, options: { activation?: Activation; useBias?: boolean } = {}): DenseLayer {
  const { activation = "linear", useBias = true, ...unknown } = options;
  const layer: DenseLayer = { type: "dense", units, activation, useBias };
  const extra = Object.keys(unknown)[0];
  if (extra) throw new ArgumentError(`dense() has no option "${extra}"; it takes activation and useBias.`);
  checkLayer(layer, `dense(${units})`);
  return layer;
}

/**
 * Holds a layer, however it was made, against what a layer may be.
 * @param where names the layer in the error: `encoder[0]`
 * @throws {ArgumentError}
 */
export function checkLayer(layer: unknown, where: string): asserts layer is Layer {
  if (typeof layer !== "object" || layer === null) throw new ArgumentError(`${where} is not a layer; write dense(32).`);
  const { type, units, activation, useBias, ...unknown } = layer as Record<string, unknown>;
  if (type !== "dense")
    throw new ArgumentError(`${where}: unknown layer type ${JSON.stringify(type)}; known: "dense".`);
  if (!Number.isInteger(units) || (units as number) < 1) {
    throw new ArgumentError(`${where}: units must be a positive integer; got ${String(units)}.`);
  }
  if (!ACTIVATIONS.includes(activation as Activation)) {
    throw new ArgumentError(
      `${where}: unknown activation ${JSON.stringify(activation)}; known: ${ACTIVATIONS.join(", ")}.`,
    );
  }
  if (typeof useBias !== "boolean") throw new ArgumentError(`${where}: useBias must be true or false.`);
  const extra = Object.keys(unknown)[0];
  if (extra) throw new ArgumentError(`${where}: a dense layer has no field "${extra}".`);
}
