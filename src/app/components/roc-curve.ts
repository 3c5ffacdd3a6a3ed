import { html, type TemplateResult } from "lit";
import type { Roc } from "../../data.js";

/** Points of the drawn line: a curve of ten thousand samples has as many. */
const MOST_POINTS = 400;

/** The ROC curve, and where on it the threshold stands. */
export function rocCurve({ points, auc }: Roc, falseAlarms: number, caught: number): TemplateResult {
  const every = Math.ceil(points.length / MOST_POINTS);
  const drawn = points.filter((_, index) => index % every === 0 || index === points.length - 1);
  const line = drawn.map(
    ({ falsePositiveRate, truePositiveRate }) =>
      `${(100 * falsePositiveRate).toFixed(2)},${(100 * (1 - truePositiveRate)).toFixed(2)}`,
  );
  return html`
    <figure class="roc">
      <svg viewBox="-3 -3 106 106" role="img" aria-label=${`ROC curve; the area under it is ${auc.toFixed(3)}`}>
        <polyline class="chance" points="0,100 100,0"></polyline>
        <polyline class="axis" points="0,0 0,100 100,100"></polyline>
        <polyline class="curve" points=${line.join(" ")}></polyline>
        <circle class="here" cx=${100 * falseAlarms} cy=${100 * (1 - caught)} r="3"></circle>
      </svg>
      <figcaption>
        ROC: caught (up) against false alarms (across). Area <b id="auc">${auc.toFixed(3)}</b>; 0.5 is guessing, the dashed line.
      </figcaption>
    </figure>
  `;
}
