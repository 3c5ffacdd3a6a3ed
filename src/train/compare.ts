import type { Dataset, Values } from "../data/dataset.js";
import type { AutoencoderOptions } from "./autoencoder.js";
import type { Comparison, ComparisonSettings } from "./comparison.js";

/**
 * Trains the same few steps on the GPU and on the float64 reference. Every kernel call is also checked alone: its twin
 * gets the inputs that the GPU had, so that what is left is that kernel's own rounding, which has a bound.
 */
export async function compare(
  options: AutoencoderOptions,
  data: Dataset | Values,
  settings: ComparisonSettings = {},
): Promise<Comparison> {
  // The reference is as large as a quarter of the library, and training never needs it.
  const { compareWithReference } = await import("./comparing.js");
  return compareWithReference(options, data, settings);
}
