import { html, nothing, type TemplateResult } from "lit";
import { Observer } from "../components/observer.js";
import { PageElement } from "../components/page-element.js";
import { floorTable, speedTable } from "../components/speed-tables.js";
import { aboutFloors, aboutPeers, aboutSpeed } from "../explain/texts.js";
import type { PeerName } from "../speed/peer.js";
import { WORKLOADS } from "../speed/workloads.js";
import { PEER_TITLES, Speed, type SpeedResult, type SpeedState } from "../state/speed.js";
import "../styles/experiments.css";
import "../styles/speed.css";
import { gpuObstacle } from "./gpu-obstacle.js";
import type { ViewContext } from "./view-context.js";

const PEERS = Object.keys(PEER_TITLES) as PeerName[];

/** How fast a training step is here: our levels, other libraries, and what the adapter could do at best. */
export class SpeedView extends PageElement {
  static override properties = { context: { attribute: false } };

  declare context: ViewContext;
  #hadFocus = false;

  constructor() {
    super();
    new Observer(this, () => this.context.store);
  }

  protected override willUpdate(): void {
    this.#hadFocus = this.querySelector(".run-line, .peers")?.contains(document.activeElement) ?? false;
  }

  protected override updated(): void {
    // The pressed button goes, and would take the keyboard's focus with it.
    const { activeElement, body } = document;
    if (this.#hadFocus && (activeElement === body || activeElement === null)) {
      this.querySelector<HTMLElement>(".run-line button:not([disabled])")?.focus({ preventScroll: true });
    }
  }

  protected override render(): TemplateResult {
    const { state } = this.#speed;
    const result = state.results.get(state.workload);
    return html`
      <div class="intro">${aboutSpeed()}</div>
      <div class="board alone">
        <section class="panel" aria-labelledby="step-title">
          <h2 id="step-title">A training step, here</h2>
          ${this.#controls(state)}
          ${state.failure ? html`<p class="notice bad" role="alert" id="speed-failure">${state.failure}</p>` : nothing}
          ${result ? speedTable(result, state.workload) : nothing}
        </section>
        ${result ? this.#peers(result, state) : nothing}
        ${
          result && state.adapter !== undefined
            ? html`<section class="panel" aria-labelledby="floors-title">
                <h2 id="floors-title">What the adapter could do at best</h2>
                ${aboutFloors()}
                ${typeof state.adapter === "string" ? html`<p class="notice">${state.adapter}</p>` : floorTable(result, state.adapter, state.workload)}
              </section>`
            : nothing
        }
      </div>
      <p class="visually-hidden" role="status" id="speed-announcement">${state.announcement}</p>
    `;
  }

  get #speed(): Speed {
    return this.context.store.part(Speed);
  }

  #controls({ workload, running, results }: SpeedState): TemplateResult {
    const obstacle = running ? undefined : gpuObstacle(this.context, "Speed is measured");
    return html`
      <div class="choices" role="radiogroup" aria-label="Model">
        ${WORKLOADS.map(
          (one) => html`<label>
            <input
              type="radio"
              name="workload"
              value=${one.preset}
              .checked=${one === workload}
              ?disabled=${running !== undefined}
              @change=${() => this.#speed.choose(one)}
            />${one.title}, batch ${one.batchSize}
          </label>`,
        )}
      </div>
      ${
        running
          ? html`<div class="run-progress">
              <div class="progress-head">
                <span id="speed-progress">${running.doing}</span><span>${(100 * running.fraction).toFixed(0)} %</span>
              </div>
              <progress role="progressbar" aria-labelledby="speed-progress" max="1" .value=${running.fraction}></progress>
              <p class="run-line">
                <button type="button" id="cancel-speed" ?disabled=${running.cancelling} @click=${() => void this.#speed.cancel()}>
                  ${running.cancelling ? "Cancelling…" : "Cancel"}
                </button>
              </p>
            </div>`
          : html`<p class="run-line">
              <button type="button" class="primary" id="measure" ?disabled=${obstacle !== undefined} @click=${() => void this.#speed.measure()}>
                ${results.has(workload) ? "Measure again" : "Measure"}
              </button>
              <span class="hint">${obstacle ?? "Keep this tab in front meanwhile, and nothing else busy."}</span>
            </p>`
      }
    `;
  }

  #peers({ peers }: SpeedResult, { workload, running }: SpeedState): TemplateResult {
    const blocked = running !== undefined || gpuObstacle(this.context, "Speed is measured") !== undefined;
    const missing = PEERS.filter((name) => !peers.has(name));
    return html`
      <section class="panel" aria-labelledby="peers-title">
        <h2 id="peers-title">Beside other libraries</h2>
        ${aboutPeers()}
        ${
          workload.peers
            ? html`<p class="buttons peers">
                ${missing.map(
                  (
                    name,
                  ) => html`<button type="button" id=${`measure-${name}`} ?disabled=${blocked} @click=${() => void this.#speed.measurePeer(name)}>
                    Load and measure ${PEER_TITLES[name]}
                  </button>`,
                )}
              </p>
              ${missing.length === 0 ? html`<p class="hint">All are in the table above.</p>` : nothing}`
            : html`<p class="hint">Here they are written for dense layers only: choose another model.</p>`
        }
      </section>
    `;
  }
}

/** Defines the view's elements; the module is loaded when the view is first opened. */
export function defineSpeedView(): void {
  if (!customElements.get("speed-view")) customElements.define("speed-view", SpeedView);
}
