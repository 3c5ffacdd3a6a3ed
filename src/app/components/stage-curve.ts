import { html, nothing, svg, type TemplateResult } from "lit";
import type { Curve, Run } from "../state/run.js";
import { lossText } from "./format.js";

const [WIDTH, HEIGHT] = [300, 72];
/** Points of a line: more are narrower than a pixel. */
const MOST = 300;

/**
 * The loss as a small curve, above its floor.
 * @param floor the least that any model can reach; 0 where that is nothing
 */
export function stageCurve(run: Run, floor: number): TemplateResult {
  const { curve } = run;
  const values = curve
    ? [...curve.batches, ...curve.training, ...curve.validation].filter((value) => value !== null)
    : [];
  const high = values.reduce((most, value) => Math.max(most, value), Math.max(floor * 1.2, 1e-9));
  const x = (epoch: number) => (WIDTH * epoch) / Math.max(1, run.epochs);
  const y = (loss: number) => 3 + (HEIGHT - 6) * (1 - loss / high);
  const line = (series: "batches" | "training" | "validation") => (curve ? pathOf(curve, series, x, y) : "");
  const last = run.valLoss ?? run.loss;
  const said =
    last === undefined ? "No loss yet." : `The loss is ${lossText(last)}; it cannot fall below ${lossText(floor)}.`;
  return html`
    <figure class="stage-curve">
      <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${said}>
        ${floor > 0 ? svg`<line class="floor" x1="0" x2=${WIDTH} y1=${y(floor)} y2=${y(floor)} />` : nothing}
        <path class="batches" d=${line("batches")} />
        <path class="training" d=${line("training")} />
        <path class="validation" d=${line("validation")} />
      </svg>
      <figcaption>
        <span><i class="swatch training"></i>loss <b>${lossText(run.loss)}</b></span>
        <span><i class="swatch validation"></i>validation <b>${lossText(run.valLoss)}</b></span>
        ${floor > 0 ? html`<span title="The entropy of the pictures themselves: no model can do better."><i class="swatch floor"></i>floor <b>${lossText(floor)}</b></span>` : nothing}
      </figcaption>
    </figure>
  `;
}

function pathOf(
  curve: Curve,
  series: "batches" | "training" | "validation",
  x: (epoch: number) => number,
  y: (loss: number) => number,
): string {
  const points = curve[series].flatMap((value, at) => (value === null ? [] : [[curve.x[at] ?? 0, value] as const]));
  const stride = Math.max(1, Math.ceil(points.length / MOST));
  const shown = points.filter((_, at) => at % stride === 0 || at === points.length - 1);
  return shown
    .map(([epoch, loss], at) => `${at === 0 ? "M" : "L"}${x(epoch).toFixed(1)} ${y(loss).toFixed(1)}`)
    .join("");
}
