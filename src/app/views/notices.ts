import { html, nothing, type TemplateResult } from "lit";
import { advice } from "../components/advice.js";
import type { Remedy } from "../state/remedies.js";
import { isBusy, learntIn, preparedIn, type State } from "../state/state.js";

const FAILURE_TITLES: Readonly<Record<string, string>> = {
  NumericalError: "The numbers ran away",
  DeviceLostError: "The GPU went away",
  GpuUnavailableError: "The GPU went away",
};

/** What the visitor must know: no GPU, a failure, a recovery, warnings. */
export function notices(state: State, retry: () => void, apply: (remedy: Remedy) => void): TemplateResult {
  const { phase, advice: gpuAdvice, whole } = state;
  const failure = "failure" in state ? state.failure : undefined;
  const { recovery, warnings = [] } = learntIn(state) ?? {};
  const { used } = preparedIn(state) ?? {};
  const around = { outline: used?.outline, reading: used?.choice.reading };
  return html`
    <div role="alert">
      ${
        gpuAdvice
          ? html`<details class="notice" id="no-gpu">
              <summary><b>No GPU to train on:</b> everything runs on the processor, some tens of times slower, and on the first 5,000 digits.</summary>
              <p>${gpuAdvice.why}</p>
              <ul>${gpuAdvice.steps.map((step) => html`<li>${step}</li>`)}</ul>
            </details>`
          : nothing
      }
      ${
        failure
          ? html`<div class="notice bad" id="failure">
              <h2>${FAILURE_TITLES[failure.name] ?? (phase === "no-data" ? "The digits are missing" : "That did not work")}</h2>
              ${advice(failure.message, around, apply)}
              ${phase === "no-data" ? html`<button type="button" @click=${retry}>Try again</button>` : nothing}
            </div>`
          : nothing
      }
      ${
        whole?.phase === "missing"
          ? html`<div class="notice" id="missing-rest">
              <p>Only the first 5,000 digits could be fetched, and runs learn from these. ${whole.failure.message}</p>
              <button type="button" @click=${retry}>Try again</button>
            </div>`
          : nothing
      }
      ${recovery ? html`<p class="notice" id="recovery">${recovery}</p>` : nothing}
      ${warnings.map((warning) => html`<div class="notice">${advice(warning, around, apply, isBusy(phase))}</div>`)}
    </div>
  `;
}
