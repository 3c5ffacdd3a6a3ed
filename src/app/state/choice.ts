import type { Contestant, Lineup } from "../worker/compare-protocol.js";

/** What a visitor has chosen to draw samples with. */
export interface Choice {
  /** `model 3`, `pca`, `new` (one that is trained for it), or empty: nothing yet. */
  readonly which: string;
  /** Components of PCA, as typed. */
  readonly components: string;
}

export const PCA = "pca";
export const NEW = "new";
export const NO_CHOICE: Choice = { which: "", components: "32" };

export function modelChoice(id: number): string {
  return `model ${id}`;
}

/** What it stands for, or what is wrong with it; neither while nothing is chosen. */
export function readChoice(
  { which, components }: Choice,
  { models, mostComponents }: Lineup,
): { readonly contestant?: Contestant; readonly name: string; readonly error?: string } {
  if (which === PCA) {
    const name = `PCA with ${components} ${Number(components) === 1 ? "component" : "components"}`;
    const codeSize = components.trim() === "" ? Number.NaN : Number(components);
    if (Number.isInteger(codeSize) && codeSize >= 1 && codeSize <= mostComponents) {
      return { name, contestant: { kind: "pca", codeSize } };
    }
    const error =
      mostComponents > 0
        ? `A whole number from 1 to ${mostComponents}, please.`
        : "These samples have too many values for PCA. Choose smaller ones in the view Train.";
    return { name, error };
  }
  const model = models.find(({ id }) => modelChoice(id) === which);
  return model ? { name: model.name, contestant: { kind: "model", id: model.id } } : { name: "" };
}

/** Whether the choice is there to be made. */
export function isThere({ which }: Choice, { models, mostComponents }: Lineup): boolean {
  if (which === PCA) return mostComponents > 0;
  return which === NEW || models.some(({ id }) => modelChoice(id) === which);
}
