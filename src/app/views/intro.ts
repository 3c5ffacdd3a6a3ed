import { html, type TemplateResult } from "lit";
import { sizeOf } from "../../index.js";
import { count, numbers } from "../components/format.js";
import type { CheckedModel } from "../state/model-check.js";
import { columnsOf } from "../state/table-columns.js";
import type { DataInfo } from "../worker/protocol.js";

/**
 * The stage's head: what it is all about, with the sizes of the model.
 * @param size numbers in a code
 * @param movable whether its waist can be dragged
 */
export function intro(
  model: CheckedModel,
  size: number | undefined,
  data: DataInfo | undefined,
  movable: boolean,
): TemplateResult {
  const values = sizeOf(model.inputShape);
  const code = size === undefined ? "? numbers" : numbers(size);
  return html`
    <div class="stage-head">
      <h2 id="stage-title">${count(values)} ${values === 1 ? "value" : "values"} through ${code}</h2>
      <p class="hint">${introSentence(model, size, data)}${movable ? " Drag the waist." : ""}</p>
    </div>
  `;
}

/** What such a model does to samples, and what makes it learn. @param size numbers in a code */
export function introSentence(
  { inputShape, encoder }: CheckedModel,
  size: number | undefined,
  data: DataInfo | undefined,
): string {
  const values = sizeOf(inputShape);
  const table = data && columnsOf(data) !== undefined;
  const [what, draw] = table ? ["sample", "give the sample"] : ["picture", "draw the picture"];
  const here = "This page trains one, on this computer.";
  if (size === undefined || size < values) {
    return `An autoencoder passes a ${what} through a narrow place, and from the code alone it has to ${draw} again. ${here}`;
  }
  // What is as wide as the sample holds nothing back.
  const noise = encoder.some(({ layer }) => layer?.type === "gaussianNoise");
  const wide = `This code has ${size === values ? "as many" : "more"} numbers ${size === values ? "as" : "than"} the ${what} has values: it is no narrow place`;
  return noise
    ? `${wide}. What keeps this autoencoder from copying is noise: it gets noisy ${what}s, and has to ${draw} clean. ${here}`
    : `${wide}, and this autoencoder may simply copy. ${table ? "Give the code fewer numbers than there are columns." : "Give the code fewer numbers."}`;
}
