import { html, nothing, type TemplateResult } from "lit";
import { sizeOf, type Values } from "../../index.js";
import { className } from "../state/class-names.js";
import type { Stroke } from "../state/explore-drawing.js";
import { areSame, placesOf } from "../state/plane-of-codes.js";
import type { Run } from "../state/run.js";
import { type Chosen, SCENES, type Stage, type StageState } from "../state/stage.js";
import { columnsOf } from "../state/table-columns.js";
import { isTouch } from "../state/touch.js";
import type { DataInfo } from "../worker/protocol.js";
import type { DrawPad } from "./draw-pad.js";
import { numbers, samples as samplesText } from "./format.js";
import { PageElement } from "./page-element.js";
import { imageOf, largestOf, paint, pictureShape, signedImage } from "./paint.js";
import { INKS, toneOf } from "./sample-canvas.js";
import { stageCurve } from "./stage-curve.js";

/** Sides that a hand can draw into. */
const [SMALLEST, LARGEST] = [8, 128];

/**
 * One sample through the narrow place, what comes out, and the plane of codes.
 * @fires waist with another size of the code
 */
export class TrainStage extends PageElement {
  static override properties = {
    stage: { attribute: false },
    state: { attribute: false },
    run: { attribute: false },
    controls: { attribute: false },
    progress: { attribute: false },
    size: { attribute: false },
    movable: { attribute: false },
    floor: { attribute: false },
  };

  declare stage: Stage;
  declare state: StageState;
  declare run: Run | undefined;
  /** The buttons of a run, and where it is. */
  declare controls: TemplateResult;
  declare progress: TemplateResult | typeof nothing;
  /** Numbers in a code. */
  declare size: number | undefined;
  /** Whether the waist can be dragged. */
  declare movable: boolean;
  /** Below it the loss cannot fall; 0 where that says nothing. */
  declare floor: number;
  #hadFocus = false;

  protected override render(): TemplateResult {
    const { state, run } = this;
    const { data, shot, slow, chosen } = state;
    // A run that has shown nothing yet is none of the model that stands there.
    const code = shot?.size === this.size ? shot?.code : undefined;
    const table = data && columnsOf(data) !== undefined;
    const values = data ? sizeOf(data.shape) : 784;
    const scene = slow && SCENES[slow.scene];
    return html`
      <div class="stage-flow">
        <figure class="stage-in">
          ${table ? this.#row(data, this.stage.input, "given", this.stage.known) : this.#pad(data)}
          <figcaption>
            ${this.#name(data, chosen)}
            ${
              chosen.kind === "drawing" && chosen.strokes.length > 0
                ? html`<button type="button" class="link" id="stage-clear" @click=${this.#clear}>Clear</button>`
                : !table && data && canDraw(data)
                  ? html`<span class="hint">draw here</span>`
                  : nothing
            }
          </figcaption>
        </figure>
        <stage-waist
          .size=${this.size}
          .values=${values}
          .code=${code}
          .gradient=${scene === "back" ? slow?.step.codeGradient : undefined}
          .movable=${this.movable}
          .isPreview=${state.isPreview}
          .scene=${scene}
        ></stage-waist>
        <figure class="stage-out">
          ${
            table
              ? this.#row(data, shot?.output, "drawn")
              : html`<canvas class=${`stage-output ${scene === "error" ? "signed" : data ? toneOf(data) : "ink"}`} width="28" height="28" role="img" aria-label=${`What comes out of ${this.#name(data, chosen)}`}></canvas>`
          }
          <figcaption>${scene === "error" ? "what is wrong" : "what comes out"}</figcaption>
        </figure>
      </div>
      <div class="stage-work">
        ${slow ? nothing : html`<div class="stage-controls">${this.controls}</div>`}
        ${state.failure ? html`<p class="field-error" role="alert">${state.failure}</p>` : nothing}
        ${
          slow
            ? html`<stage-step .stage=${this.stage} .slow=${slow} .waiting=${state.stepping}></stage-step>`
            : html`<div class="stage-progress">${this.progress}</div>
              ${run ? stageCurve(run, this.floor) : nothing}`
        }
      </div>
      <div class="stage-plane">
        <stage-plane
          .places=${state.places}
          .classOf=${state.samples?.labels}
          .names=${classNames(data, state)}
          .chosen=${chosen}
          .codePlace=${this.#codePlace}
          .label=${`The codes of ${samplesText(state.samples?.count ?? 0)} in the plane`}
          @choose=${({ detail }: CustomEvent<Chosen>) => this.stage.choose(detail)}
        ></stage-plane>
        <p class="hint" id="stage-keys">${this.#planeHint()}</p>
      </div>
    `;
  }

  protected override willUpdate(): void {
    this.#hadFocus = this.querySelector(".stage-work")?.contains(document.activeElement) ?? false;
  }

  protected override updated(): void {
    this.#paint();
    const work = () => this.querySelector(".stage-work");
    if (!this.#hadFocus || work()?.contains(document.activeElement)) return;
    // The buttons of the run and those of a step take each other's place, and the keyboard's focus goes with them.
    void this.updateComplete.then(() => {
      work()
        ?.querySelector<HTMLElement>(this.state.slow ? "stage-step button" : "#one-step")
        ?.focus({ preventScroll: true });
    });
  }

  #paint(): void {
    const canvas = this.querySelector<HTMLCanvasElement>(".stage-output");
    const { data, shot, slow } = this.state;
    if (!canvas || !data) return;
    const shape = pictureShape(data.shape);
    const size = sizeOf(data.shape);
    const [given, values] = [this.querySelector<HTMLCanvasElement>(".stage-input"), this.stage.input];
    if (given && values) paint(given, imageOf(shape, { values, offset: 0, size, range: data.range }, toneOf(data)));
    if (!shot || shot.output.length !== size) canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
    else if (slow && SCENES[slow.scene] === "error") {
      const { outputGradient: gradient } = slow.step;
      paint(canvas, signedImage(shape, gradient, 0, largestOf(gradient), INKS));
    } else {
      paint(canvas, imageOf(shape, { values: shot.output, offset: 0, size, range: data.range }, toneOf(data)));
    }
  }

  #pad(data: DataInfo | undefined): TemplateResult {
    const { chosen } = this.state;
    const [height, width] = pictureShape(data?.shape ?? [28, 28]);
    const input = this.stage.input;
    const tone = data ? toneOf(data) : "ink";
    const picture =
      data && input && chosen.kind !== "drawing"
        ? imageOf(pictureShape(data.shape), { values: input, offset: 0, size: input.length, range: data.range }, tone)
        : undefined;
    const name = this.#name(data, chosen);
    if (!data || !canDraw(data)) {
      return html`<canvas class=${`stage-input ${tone}`} width=${width} height=${height} role="img" aria-label=${name}></canvas>`;
    }
    return html`
      <draw-pad
        .strokes=${chosen.kind === "drawing" ? chosen.strokes : []}
        .height=${height}
        .width=${width}
        .tone=${tone}
        .picture=${picture}
        .label=${`${name}; draw here to put your own in its place`}
        .describedby=${"stage-keys"}
        @strokes=${({ detail }: CustomEvent<readonly Stroke[]>) =>
          this.stage.choose(detail.length > 0 ? { kind: "drawing", strokes: detail } : { kind: "sample", index: 0 })}
      ></draw-pad>
    `;
  }

  /** A row of a table is its numbers. */
  #row(data: DataInfo, values: Values | undefined, what: string, known?: Uint8Array): TemplateResult {
    return html`<explore-picture .data=${data} .values=${values} .mask=${known} .label=${what}></explore-picture>`;
  }

  #clear(): void {
    const pad = this.querySelector<DrawPad>("draw-pad");
    pad?.clear();
    // The button goes with the drawing, and would take the keyboard's focus with it.
    pad?.querySelector("canvas")?.focus({ preventScroll: true });
  }

  #name(data: DataInfo | undefined, chosen: Chosen): string {
    if (chosen.kind === "drawing") return "your drawing";
    if (chosen.kind === "place") return "a place in the plane";
    const label = this.state.samples?.labels?.[chosen.index];
    const name = label === undefined || !data ? `sample ${chosen.index + 1}` : className(data, label);
    return chosen.values ? `${name}, with noise` : name;
  }

  get #codePlace(): readonly [number, number] | undefined {
    const { shot, axes, chosen } = this.state;
    if (chosen.kind !== "drawing" || !shot || !axes || shot.code.length !== axes.mean.length) return undefined;
    const [x = 0, y = 0] = placesOf(shot.code, axes);
    return [x, y];
  }

  #planeHint(): string {
    const { shot, samples, isPreview, axes } = this.state;
    if (!shot || !samples) return "When a model trains, the codes of samples move here.";
    const stretch = axes?.stretch ?? 1;
    const stretched = stretch < 1.05 ? "" : `, the second stretched ${stretch.toFixed(1)} times`;
    const where =
      shot.size <= 2
        ? `, at the ${shot.size === 1 ? "one number" : "two numbers"} of its code`
        : `: its ${numbers(shot.size)}, along the two directions in which codes differ most${stretched}`;
    const isOne = samples.count > 1 && areSame(shot.codes, shot.size);
    const what = isOne
      ? `One dot is all ${samplesText(samples.count)}: their codes are the same`
      : `Each dot is a sample${where}`;
    const whose = isPreview ? "A small model, trained before you came. " : "";
    const [it, elsewhere] = isOne ? ["it", "beside it"] : ["one", "between them"];
    const hand = isTouch() ? `Tap ${it}, or ${elsewhere}` : `Point at ${it}; click ${elsewhere}`;
    return `${whose}${what}. ${hand} to see what lies there.`;
  }
}

/** Whether such samples can be drawn: one tone, and no stamp. */
function canDraw(data: DataInfo): boolean {
  const [height, width, channels] = pictureShape(data.shape);
  const side = (length: number) => length >= SMALLEST && length <= LARGEST;
  return channels === 1 && side(height) && side(width) && height * width === sizeOf(data.shape) && data.range[0] >= 0;
}

/** By label, from 0. */
function classNames(data: DataInfo | undefined, { samples }: StageState): string[] {
  const most = samples?.labels?.reduce((largest, label) => Math.max(largest, label), 0);
  return most === undefined || !data ? [] : Array.from({ length: most + 1 }, (_, label) => className(data, label));
}
