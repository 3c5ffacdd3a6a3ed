import { html, type TemplateResult } from "lit";
import { sizeOf } from "../../index.js";
import { count, numbers } from "../components/format.js";
import type { CheckedModel } from "../state/model-check.js";
import { columnsOf } from "../state/table-columns.js";
import type { DataInfo } from "../worker/protocol.js";

/**
 * What this is all about, with the sizes of the model.
 * @param size numbers in a code
 */
export function intro(
  { inputShape }: CheckedModel,
  size: number | undefined,
  data: DataInfo | undefined,
): TemplateResult {
  const table = data && columnsOf(data);
  const [what, draw] = table ? ["sample", "give the sample"] : ["picture", "draw the picture"];
  const values = count(sizeOf(inputShape));
  const valuesWord = values === "1" ? "value" : "values";
  const code = size === undefined ? "? numbers" : numbers(size);
  return html`
    <div class="stage-head">
      <h2 id="stage-title">${values} ${valuesWord} through ${code}</h2>
      <p class="hint">
        An autoencoder passes a ${what} through a narrow place, and from the code alone it has to ${draw} again. This page trains one, on this
        computer. Drag the waist.
      </p>
    </div>
  `;
}
