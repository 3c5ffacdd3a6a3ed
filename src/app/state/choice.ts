import type { Contestant, Lineup } from "../worker/compare-protocol.js";

/** What a visitor has chosen to draw samples with. */
export interface Choice {
  /** `model 3`, `pca`, `new` (one that is trained for it), or empty: nothing yet. */
  readonly which: string;
  /** Components of PCA, as typed, or as many as it is compared with. */
  readonly components: string;
  /** Whether a visitor has typed them. */
  readonly typed?: boolean;
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

/** The choice beside another: PCA has as many components as that one's code has numbers, unless they were typed. */
export function beside(choice: Choice, other: Choice, { models, mostComponents }: Lineup): Choice {
  const model = models.find(({ id }) => modelChoice(id) === other.which);
  if (choice.which !== PCA || choice.typed || !model) return choice;
  return { ...choice, components: String(Math.min(mostComponents, model.codeSize)) };
}

/** Whether the choice is there to be made. */
export function isThere({ which }: Choice, { models, mostComponents }: Lineup): boolean {
  if (which === PCA) return mostComponents > 0;
  return which === NEW || models.some(({ id }) => modelChoice(id) === which);
}

const LETTERS = ["A", "B"];

/** Which samples two of a line-up draw, and whether they know them from their training; and who is not in the line-up. */
export function judgedSentence(choices: readonly Choice[], { models, others, judged, keptAside }: Lineup): string {
  const samples = (kind: string) => `${judged.toLocaleString("en")} ${kind}${judged === 1 ? "" : "s"}`;
  const knowing = choices.flatMap(({ which }, side) =>
    models.some(({ id, mayHaveSeen }) => mayHaveSeen && modelChoice(id) === which) ? (LETTERS[side] ?? []) : [],
  );
  const drawn = !keptAside
    ? `Both draw the same ${samples("training sample")}: there are too few to keep any aside.`
    : knowing.length === 0
      ? `Both draw the same ${samples("sample")}, which neither was trained on.`
      : `Both draw the same ${samples("sample")}. ${knowing.join(" and ")} may have been trained on some of them: other samples were kept aside then.`;
  return `${drawn}${leftOut(others)}`;
}

/** Who is not in the line-up. */
export function leftOut(others: number): string {
  if (others === 0) return "";
  return ` ${others} ${others === 1 ? "model" : "models"} of other data, or of data read otherwise, ${others === 1 ? "is" : "are"} left out.`;
}

/** Why there are no two to choose; nothing where there are. */
export function whyAlone({ models, mostComponents }: Lineup): string | undefined {
  if (mostComponents > 0 || models.length !== 1) return undefined;
  return "B has nothing to choose but the same model: these samples have too many values for PCA. Train another model in the view Train.";
}
