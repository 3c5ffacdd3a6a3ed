import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { LADDER, type PlanKind, type Rung } from "../../index.js";
import type { Plan, PlanState } from "../state/plan.js";
import { count } from "./format.js";
import { PageElement } from "./page-element.js";

const KINDS: Readonly<Partial<Record<PlanKind, string>>> = {
  train: "a training step",
  evaluate: "an evaluation",
  predict: "a prediction",
};

const LEVEL_TEXTS: Readonly<Record<Rung, string>> = {
  naive: "naive: one thought a kernel",
  tiled: "tiled: products in register tiles",
  fused: "fused: as few calls as can be",
};

/** The kernel calls of a model's plan, each with its work, and the WGSL of its kernel a click away. */
export class PlanTable extends PageElement {
  static override properties = {
    plan: { attribute: false },
    state: { attribute: false },
  };

  declare plan: Plan;
  declare state: PlanState;

  protected override render(): TemplateResult {
    const { plan } = this;
    const { kind, level, rows, failure, source } = this.state;
    const total = (of: "flops" | "bytes") => count(rows.reduce((sum, row) => sum + row[of], 0));
    return html`
      <div class="fields">
        ${this.#choice("plan-kind", "Plan of", KINDS, kind, (chosen) => plan.change({ kind: chosen as PlanKind }))}
        ${this.#choice(
          "plan-level",
          "Rung",
          Object.fromEntries(LADDER.map((rung) => [rung, LEVEL_TEXTS[rung]])),
          level,
          (chosen) => plan.change({ level: chosen as Rung }),
        )}
      </div>
      ${failure ? html`<p class="field-error" role="alert">${failure}</p>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label="Kernel calls">
        <table id="plan">
          <thead>
            <tr>
              <th scope="col">Call</th><th scope="col">Kernel</th><th scope="col">Sizes</th>
              <th scope="col">Workgroups</th><th scope="col">FLOPs</th><th scope="col">Bytes</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ call, kernel, shape, workgroups, flops, bytes }) => html`
                <tr>
                  <th scope="row">${call}</th>
                  <td><button type="button" class="link" @click=${() => plan.open(kernel)}>${kernel}</button></td>
                  <td>${shape}</td>
                  <td>${workgroups
                    .filter((groups, axis) => axis === 0 || groups > 1)
                    .map(count)
                    .join(" × ")}</td>
                  <td>${count(flops)}</td>
                  <td>${count(bytes)}</td>
                </tr>
              `,
            )}
          </tbody>
          <tfoot>
            <tr><th scope="row">${count(rows.length)} calls</th><td></td><td></td><td></td><td>${total("flops")}</td><td>${total("bytes")}</td></tr>
          </tfoot>
        </table>
      </div>
      <dialog id="source" aria-labelledby="source-title" @close=${() => plan.close()}>
        <div class="panel-head">
          <h2 id="source-title">${source?.kernel ?? ""}.wgsl</h2>
          <form method="dialog"><button class="small">Close</button></form>
        </div>
        <pre tabindex="0"><code>${source?.text ?? ""}</code></pre>
      </dialog>
    `;
  }

  #choice(
    id: string,
    label: string,
    options: Readonly<Record<string, string>>,
    value: string,
    choose: (value: string) => void,
  ): TemplateResult {
    return html`
      <div class="field">
        <label for=${id}>${label}</label>
        <select id=${id} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
          ${Object.entries(options).map(
            ([name, text]) => html`<option value=${name} .selected=${name === value}>${text}</option>`,
          )}
        </select>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { source } = this.state;
    if (source && source !== changed.get("state")?.source) this.querySelector("dialog")?.showModal();
  }
}
