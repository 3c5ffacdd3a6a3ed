/** How layers of a kind are written, for people and in programs. What the core does not carry. */
export interface LayerText<Layer> {
  /** Fields that its function takes by place, in order; all others are options. */
  readonly positional: readonly Exclude<keyof Layer, "type">[];
  /**
   * The layer in a Python script for Keras 3, which has imported `keras` and `layers`: mostly one expression.
   * @param sampleSize values in a sample of the model
   */
  keras(layer: Layer, sampleSize: number): readonly string[];
  /** What that script must define before. */
  readonly kerasDefinition?: string;
  /** In a few words, for the record of a run: `32 relu`; by default, its type. */
  brief?(layer: Layer): string;
}

/** A Python tuple of numbers. */
export function tuple(values: readonly number[]): string {
  return `(${values.join(", ")}${values.length === 1 ? "," : ""})`;
}

/** The arguments of a Keras layer for its activation and bias: only what is not the default is written. */
export function activationAndBias({ activation, useBias }: { activation: string; useBias: boolean }): string {
  const keras = activation === "leakyRelu" ? "leaky_relu" : activation;
  return `${activation === "linear" ? "" : `, activation="${keras}"`}${useBias ? "" : ", use_bias=False"}`;
}
