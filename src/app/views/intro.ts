import { html, type TemplateResult } from "lit";
import { sizeOf } from "../../index.js";
import { count, numbers } from "../components/format.js";
import type { CheckedModel } from "../state/model-check.js";
import { columnsOf } from "../state/table-columns.js";
import type { DataInfo } from "../worker/protocol.js";

/** What this is all about, with the sizes of the model that is set. */
export function intro({ inputShape, encoder }: CheckedModel, data: DataInfo | undefined): TemplateResult {
  const table = data && columnsOf(data);
  const [what, draw] = table ? ["sample", "give the sample"] : ["picture", "draw the picture"];
  const values = count(sizeOf(inputShape));
  const valuesWord = values === "1" ? "value" : "values";
  const codeShape = encoder.at(-1)?.outputShape;
  const code = codeShape ? numbers(sizeOf(codeShape)) : "? numbers";
  const [digits, word] = code.split(" ");
  return html`
    <div class="intro">
      <p>
        An autoencoder passes a ${what} through a narrow place: ${values} ${values === "1" ? "value becomes" : "values become"} a code of ${code}, and from that code
        alone it has to ${draw} again. This page trains one, on the GPU of this computer.
      </p>
      <figure class="network" role="img" aria-label=${`The network: ${values} ${valuesWord}, a code of ${code}, ${values} ${valuesWord} again`}>
        <svg viewBox="0 0 320 96" aria-hidden="true" focusable="false">
          <path class="land" d="M40 4 C100 4 118 38 152 40 L168 40 C202 38 220 4 280 4 L280 92 C220 92 202 58 168 56 L152 56 C118 58 100 92 40 92 Z" />
          <rect class="layer" x="36" y="4" width="8" height="88" rx="2" />
          <rect class="layer" x="154" y="30" width="12" height="36" rx="2" />
          <rect class="layer" x="276" y="4" width="8" height="88" rx="2" />
        </svg>
        <ol aria-hidden="true">
          <li><b>${values}</b> ${valuesWord}</li>
          <li><b>${digits}</b> ${word}</li>
          <li><b>${values}</b> ${valuesWord}</li>
        </ol>
      </figure>
    </div>
  `;
}
