import { html, nothing, type TemplateResult } from "lit";
import { SCENES, type Stage, type StageState } from "../state/stage.js";
import type { SlowStep } from "../worker/stage-protocol.js";
import { count, lossText, numbers } from "./format.js";
import { PageElement } from "./page-element.js";
import { largestOf, paint, signedImage } from "./paint.js";
import { INKS } from "./sample-canvas.js";

const TITLES: Readonly<Record<(typeof SCENES)[number], string>> = {
  forward: "Forward",
  error: "Error",
  back: "Backward",
  change: "Change",
};

/**
 * A training step on one sample, slowly: what flows forward, what gradient flows back, how weights change.
 * @fires another when one more is wanted
 */
export class StageStep extends PageElement {
  static override properties = {
    stage: { attribute: false },
    slow: { attribute: false },
    waiting: { attribute: false },
  };

  declare stage: Stage;
  declare slow: NonNullable<StageState["slow"]>;
  /** Whether another is being taken. */
  declare waiting: boolean;

  protected override render(): TemplateResult {
    const { step, scene } = this.slow;
    return html`
      <div class="scenes" role="group" aria-label=${`Step ${count(step.number)}, scene by scene`}>
        ${SCENES.map(
          (name, at) =>
            html`<button type="button" class="small" aria-pressed=${at === scene ? "true" : "false"} @click=${() => this.stage.showScene(at)}>${at + 1} ${TITLES[name]}</button>`,
        )}
        <button type="button" class="small" id="another-step" aria-disabled=${this.waiting ? "true" : nothing} @click=${this.#another}>Another step</button>
        <button type="button" class="small" id="close-step" @click=${() => this.stage.closeStep()}>Close</button>
      </div>
      <p class="scene-text" role="status">${this.#text(step, SCENES[scene] ?? "forward")}</p>
      ${SCENES[scene] === "change" ? this.#weights(step) : nothing}
    `;
  }

  #another(): void {
    if (!this.waiting) this.dispatchEvent(new CustomEvent("another", { bubbles: true }));
  }

  protected override updated(): void {
    const { weights } = this.slow.step;
    const pictures = weights && strongest(weights);
    if (!pictures) return;
    for (const canvas of this.querySelectorAll<HTMLCanvasElement>(".step-weights canvas")) {
      const values = pictures[canvas.dataset.of as keyof typeof pictures] as Float32Array;
      paint(canvas, signedImage(pictures.shape, values, 0, largestOf(values), INKS));
    }
  }

  #text(step: SlowStep, scene: (typeof SCENES)[number]): string {
    const size = numbers(step.codeGradient.length);
    const values = count(step.target.length);
    const [before, after] = step.loss;
    switch (scene) {
      case "forward":
        return `${values} values become a code of ${size}, and from these alone ${values} values again. How far off they are is the loss: ${lossText(before)}.`;
      case "error":
        return "Where too much is drawn it is teal, where too little, orange. That difference is where the gradient begins.";
      case "back": {
        const unit = step.codeGradient.reduce(
          (best, value, at, all) => (Math.abs(value) > Math.abs(all[best] ?? 0) ? at : best),
          0,
        );
        const slope = step.codeGradient[unit] ?? 0;
        return `It flows back through the decoder to the code: for each number, how the loss would change with it. Most with number ${unit + 1}, ${slope < 0 ? "down" : "up"} by ${Math.abs(slope).toPrecision(2)} for 1 more.`;
      }
      case "change":
        return `All weights move a little against their gradients. This sample's loss was ${lossText(before)}; now it is ${lossText(after)}.`;
    }
  }

  #weights(step: SlowStep): TemplateResult | typeof nothing {
    const pictures = step.weights && strongest(step.weights);
    if (!pictures) return nothing;
    const picture = (of: string, caption: string) =>
      html`<figure><canvas class="filter" data-of=${of} width="28" height="28" role="img" aria-label=${`Weights ${caption}`}></canvas><figcaption>${caption}</figcaption></figure>`;
    return html`<div class="step-weights">
      <span class="hint">Weights of unit ${pictures.unit + 1} of the first layer:</span>
      ${picture("before", "before")} ${picture("change", `change, ${pictures.change.every((value) => value === 0) ? "none" : `at most ${largestOf(pictures.change).toPrecision(1)}`}`)} ${picture("after", "after")}
    </div>`;
  }
}

/** Of the unit whose weights have changed most. */
function strongest([before, after]: NonNullable<SlowStep["weights"]>) {
  const [height, width, channels] = before.shape;
  const size = height * width * channels;
  const change = after.values.map((value, at) => value - (before.values[at] ?? 0));
  const squares = Array.from({ length: before.count }, (_, unit) =>
    change.subarray(unit * size, (unit + 1) * size).reduce((sum, value) => sum + value * value, 0),
  );
  const unit = squares.indexOf(Math.max(...squares));
  const part = (values: Float32Array) => values.slice(unit * size, (unit + 1) * size);
  return { unit, shape: before.shape, before: part(before.values), change: part(change), after: part(after.values) };
}
