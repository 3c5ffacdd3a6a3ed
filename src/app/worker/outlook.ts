import { type DescriptionOptions, describeModel, type Tensor } from "../../index.js";
import type { LoadedData } from "./data.js";

/**
 * What a visitor should hear about a model and what it is to learn from.
 * @param codes of the samples that it learns from, once it is trained
 */
export async function outlookOf(
  model: DescriptionOptions,
  { train, info: { columns } }: LoadedData,
  codes?: Tensor,
): Promise<string[]> {
  const { dataWarnings } = await import("../../data.js");
  return dataWarnings(describeModel(model), train, { ...(columns && { columns }), ...(codes && { codes }) });
}
