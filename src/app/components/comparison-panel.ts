import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { aboutComparing } from "../explain/compare-texts.js";
import { judgedSentence, readChoice, whyAlone } from "../state/choice.js";
import type { Compare } from "../state/compare.js";
import { type ComparisonState, differences, errorsOf, type Side, winsOf } from "../state/comparison.js";
import { columnsOf } from "../state/table-columns.js";
import type { Lineup, SamplePage } from "../worker/compare-protocol.js";
import type { DataInfo } from "../worker/protocol.js";
import { contestantField } from "./contestant-field.js";
import { explained } from "./explained.js";
import { lossText } from "./format.js";
import { PageElement } from "./page-element.js";
import { largestOf, pictureShape } from "./paint.js";
import { drawDifferences, drawSamples, toneOf } from "./sample-canvas.js";

const LETTERS = ["A", "B"] as const;

/** Two models, or PCA, draw the same samples: what each makes of them, where it errs, and how well it does over all. */
export class ComparisonPanel extends PageElement {
  static override properties = {
    compare: { attribute: false },
    state: { attribute: false },
    lineup: { attribute: false },
    data: { attribute: false },
    free: { attribute: false },
  };

  declare compare: Compare;
  declare state: ComparisonState;
  declare lineup: Lineup;
  declare data: DataInfo;
  /** Whether the GPU may be used. */
  declare free: boolean;

  protected override render(): TemplateResult {
    const { state, lineup } = this;
    const { choices, doing, failure, result } = state;
    const why = whyAlone(lineup);
    const able = choices.every((choice) => readChoice(choice, lineup).contestant);
    return html`
      <h2 id="comparison-title">Two side by side</h2>
      <p class="hint" id="judged">${judgedSentence(state.choices, lineup)}</p>
      <form class="chooser" @submit=${this.#compare} novalidate>
        ${LETTERS.map((letter, side) =>
          contestantField({
            id: `side-${letter.toLowerCase()}`,
            label: letter,
            lineup,
            choice: choices[side === 0 ? 0 : 1],
            disabled: doing !== undefined,
            change: (choice) => this.compare.comparison.choose(side === 0 ? 0 : 1, choice, lineup),
          }),
        )}
        <button id="compare" class="primary" ?disabled=${!able || !this.free || doing !== undefined}>Compare</button>
      </form>
      ${why ? html`<p class="hint" id="no-second">${why}</p>` : nothing}
      <div role="status">${doing === undefined ? nothing : html`<p class="hint doing" id="comparing">${doing} …</p>`}</div>
      ${failure ? html`<p class="field-error" role="alert">${failure}</p>` : nothing}
      ${result ? [this.#scores(result.sides), this.#samples(result.sides)] : nothing}
      ${explained("What do these numbers say?", aboutComparing())}
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const before = changed.get("state");
    const { result } = this.state;
    if (!result || result === before?.result) return;
    const { sides, samples } = result;
    drawSamples(this, "canvas.original", this.data, samples.values);
    const maps = sides.map(({ reconstructions }) => differences(samples.values, reconstructions));
    for (const [index, letter] of LETTERS.entries()) {
      const [side, map] = [sides[index], maps[index]];
      if (!side || !map) continue;
      drawSamples(this, `canvas.drawn-${letter}`, this.data, side.reconstructions);
      drawDifferences(this, `canvas.error-${letter}`, this.data, map, this.#largest);
    }
  }

  /** Of all differences shown: one scale for all error maps. */
  get #largest(): number {
    const { result } = this.state;
    if (!result) return 1;
    const { sides, samples } = result;
    return Math.max(...sides.map(({ reconstructions }) => largestOf(differences(samples.values, reconstructions))));
  }

  #scores([a, b]: readonly [Side, Side]): TemplateResult {
    const [first, second] = [a.judgement, b.judgement];
    const wins = winsOf(first.errors, second.errors);
    const all = first.errors.length;
    const bce = [first.bce, second.bce];
    return html`
      <div class="scroll" tabindex="0" role="region" aria-label="Scores">
        <table id="scores">
          <thead>
            <tr>
              <td></td>
              ${[a, b].map(({ name }, index) => html`<th scope="col">${LETTERS[index]}<span>${name}</span></th>`)}
            </tr>
          </thead>
          <tbody>
            ${bce.includes(undefined) ? nothing : row("Binary cross-entropy", bce, lossText)}
            ${row("Mean squared error", [first.mse, second.mse], squaredErrorText)}
            ${row("Better on", wins, (value) => `${((100 * value) / all).toFixed(1)} %`, true)}
          </tbody>
        </table>
      </div>
    `;
  }

  #samples(sides: readonly [Side, Side]): TemplateResult | typeof nothing {
    const samples = this.state.result?.samples;
    if (!samples) return nothing;
    const { names, values } = samples;
    if (columnsOf(this.data)) return this.#table(samples, sides);
    const [height, width] = pictureShape(this.data.shape);
    const tone = toneOf(this.data);
    const errors = sides.map(({ reconstructions }) => errorsOf(values, reconstructions, names.length));
    const canvas = (kind: string, label: string) =>
      html`<canvas class=${kind} width=${width} height=${height} role="img" aria-label=${label}></canvas>`;
    const [low, high] = tone === "ink" ? ["too little ink", "too much ink"] : ["too dark", "too bright"];
    const largest = this.#largest.toPrecision(2);
    return html`
      <p class="hint">
        Each column from above: the sample; what A draws, and where that is wrong; the same of B. The numbers are mean squared errors
        in thousandths, with a ✓ at the smaller one.
      </p>
      <div class="samples" role="group" aria-label="Samples, and what both make of them">
        ${names.map(
          (name, index) => html`
            <div class="sample">
              ${canvas(`original ${tone}`, `${name}, original`)}
              ${LETTERS.map((letter, side) => {
                const [own = 0, other = 0] =
                  side === 0 ? [errors[0]?.[index], errors[1]?.[index]] : [errors[1]?.[index], errors[0]?.[index]];
                return html`
                  ${canvas(`drawn-${letter} ${tone}`, `${name}, drawn by ${letter}`)}
                  ${canvas(`error error-${letter}`, `${name}, error of ${letter}`)}
                  <p class=${own < other ? "score best" : "score"}>${letter} ${(1000 * own).toFixed(1)}${own < other ? " ✓" : ""}</p>
                `;
              })}
            </div>
          `,
        )}
      </div>
      <div class="map-foot">
        <figure class="map-legend" aria-label="Colours of the error maps">
          <span>−${largest}<br />${low}</span><span class="scale"></span><span>+${largest}<br />${high}</span>
        </figure>
        ${this.#other()}
      </div>
    `;
  }

  #table({ names, values, mask }: SamplePage, sides: readonly [Side, Side]): TemplateResult {
    const drawn = sides.map(({ reconstructions }, index) => ({ name: LETTERS[index] ?? "", values: reconstructions }));
    return html`
      <p class="hint">Each value above what A and B make of it; the redder, the further off. In the units of the file.</p>
      <table-samples .data=${this.data} .names=${names} .values=${values} .mask=${mask} .drawn=${drawn} .label=${"Samples, and what both make of them"}></table-samples>
      <p class="buttons">${this.#other()}</p>
    `;
  }

  #other(): TemplateResult {
    return html`<button type="button" id="other-samples" ?disabled=${!this.free || this.state.doing !== undefined} @click=${this.#turnPage}>Other samples</button>`;
  }

  #compare(event: Event): void {
    event.preventDefault();
    void this.compare.comparison.compare(this.lineup);
  }

  #turnPage(): void {
    void this.compare.comparison.turnPage();
  }
}

/** One digit more than a loss: good models differ in the third. */
function squaredErrorText(error: number): string {
  return error > 0 && error < 0.001 ? error.toExponential(2) : error.toFixed(5);
}

/** A line of the scores, the better of the two marked. */
function row(
  title: string,
  values: readonly (number | undefined)[],
  text: (value: number) => string,
  largerIsBetter = false,
): TemplateResult {
  const [a = 0, b = 0] = values;
  const best = a === b ? undefined : a > b === largerIsBetter ? 0 : 1;
  return html`
    <tr>
      <th scope="row">${title}</th>
      ${[a, b].map((value, index) => html`<td class=${index === best ? "best" : nothing}>${text(value)}${index === best ? " ✓" : ""}</td>`)}
    </tr>
  `;
}
