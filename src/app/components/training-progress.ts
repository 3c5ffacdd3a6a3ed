import { html, nothing, type TemplateResult } from "lit";
import type { Run } from "../state/run.js";
import { isBusy, type Phase, type Share } from "../state/state.js";
import { count, duration, lossText } from "./format.js";

/** Where a run is: the bar, and its figures. */
export function trainingProgress(run: Run, phase: Phase, images: boolean): TemplateResult {
  return html`${trainingBar(run)} ${trainingFigures(run, phase, images)}`;
}

export function trainingBar(run: Run): TemplateResult {
  // Before the first step, kernels are compiled: where the processor does it, that takes a while.
  const ofStep = `, step ${count(run.step)} of ${count(run.steps)}`;
  // Of a run of another visit, its steps are not known.
  const step = run.progress === 0 ? ": getting ready" : run.samples === undefined ? "" : ofStep;
  const place = `Epoch ${count(run.epoch)} of ${count(run.epochs)}${step}`;
  return html`
    <div class="progress-head">
      <span id="progress-label">${place}</span>
      <span>${(100 * run.progress).toFixed(0)} %</span>
    </div>
    <progress
      role="progressbar"
      aria-labelledby="progress-label"
      aria-valuetext=${`${(100 * run.progress).toFixed(0)} percent. ${place}.`}
      max="1"
      .value=${run.progress}
    ></progress>
  `;
}

/** @param images whether its samples are called so */
export function trainingFigures(run: Run, phase: Phase, images: boolean): TemplateResult {
  const running = isBusy(phase);
  const left = run.secondsLeft === undefined ? "–" : duration(run.secondsLeft);
  return html`
    <dl class="figures">
      ${figure("loss", "Loss", lossText(run.loss))} ${figure("val-loss", "Validation loss", lossText(run.valLoss))}
      ${figure("speed", images ? "Images a second" : "Samples a second", run.imagesPerSecond === undefined ? "–" : count(run.imagesPerSecond))}
      ${running ? figure("left", "Time left", left) : figure("time", "Training time", timeOf(run) > 0 ? duration(timeOf(run)) : "–")}
    </dl>
    ${run.kernels ? html`<p class="hint" id="kernels">Kernels: ${kernelsText(run.kernels)}.</p>` : nothing}
  `;
}

/** In words: `tiled-64, 2 operations with kernels of other levels`. */
export function kernelsText({ level, others }: NonNullable<Run["kernels"]>): string {
  if (others === 0) return level;
  return `${level}, ${others} ${others === 1 ? "operation" : "operations"} with kernels of other levels, which were faster here`;
}

function figure(id: string, label: string, value: string): TemplateResult {
  return html`<div><dt>${label}</dt><dd id=${`figure-${id}`}>${value}</dd></div>`;
}

function timeOf(run: Run): number {
  return run.rows.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** The data set on its way. */
export function loadingProgress(what: string, loaded: Share | undefined): TemplateResult {
  const share = loaded && loaded.total > 0 ? loaded.done / loaded.total : undefined;
  return html`
    <div class="progress-head">
      <span id="loading-label">${what}</span>
      ${share === undefined ? nothing : html`<span>${(100 * share).toFixed(0)} %</span>`}
    </div>
    <progress role="progressbar" aria-labelledby="loading-label" max="1" value=${share ?? nothing}></progress>
  `;
}
