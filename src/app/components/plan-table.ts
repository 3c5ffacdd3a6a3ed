import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { type DescriptionOptions, LADDER, type PlanKind, type PlanRow, type Rung } from "../../index.js";
import type { Session } from "../state/session.js";
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
    session: { attribute: false },
    model: { attribute: false },
    batchSize: { attribute: false },
    kind: { state: true },
    level: { state: true },
    rows: { state: true },
    failure: { state: true },
    source: { state: true },
  };

  declare session: Session;
  declare model: DescriptionOptions;
  declare batchSize: number;
  declare private kind: PlanKind;
  declare private level: Rung;
  declare private rows: readonly PlanRow[];
  declare private failure: string | undefined;
  declare private source: { readonly kernel: string; readonly text: string } | undefined;
  /** What the rows are of. */
  #planned = "";

  constructor() {
    super();
    this.kind = "train";
    this.level = "tiled";
    this.rows = [];
  }

  protected override render(): TemplateResult {
    const total = (of: "flops" | "bytes") => count(this.rows.reduce((sum, row) => sum + row[of], 0));
    return html`
      <div class="fields">
        ${this.#choice("plan-kind", "Plan of", KINDS, this.kind, (kind) => {
          this.kind = kind as PlanKind;
        })}
        ${this.#choice(
          "plan-level",
          "Rung",
          Object.fromEntries(LADDER.map((level) => [level, LEVEL_TEXTS[level]])),
          this.level,
          (level) => {
            this.level = level as Rung;
          },
        )}
      </div>
      ${this.failure ? html`<p class="field-error" role="alert">${this.failure}</p>` : nothing}
      <div class="scroll" tabindex="0" role="region" aria-label="Kernel calls">
        <table id="plan">
          <thead>
            <tr>
              <th scope="col">Call</th><th scope="col">Kernel</th><th scope="col">Sizes</th>
              <th scope="col">Workgroups</th><th scope="col">FLOPs</th><th scope="col">Bytes</th>
            </tr>
          </thead>
          <tbody>
            ${this.rows.map(
              ({ call, kernel, shape, workgroups, flops, bytes }) => html`
                <tr>
                  <th scope="row">${call}</th>
                  <td><button type="button" class="link" @click=${() => this.#open(kernel)}>${kernel}</button></td>
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
            <tr><th scope="row">${count(this.rows.length)} calls</th><td></td><td></td><td></td><td>${total("flops")}</td><td>${total("bytes")}</td></tr>
          </tfoot>
        </table>
      </div>
      <dialog id="source" aria-labelledby="source-title" @close=${this.#closed}>
        <div class="panel-head">
          <h2 id="source-title">${this.source?.kernel ?? ""}.wgsl</h2>
          <form method="dialog"><button class="small">Close</button></form>
        </div>
        <pre tabindex="0"><code>${this.source?.text ?? ""}</code></pre>
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

  protected override updated(changed: PropertyValues): void {
    if (["model", "batchSize", "kind", "level"].some((name) => changed.has(name))) void this.#plan();
    if (changed.has("source") && this.source) this.querySelector("dialog")?.showModal();
  }

  async #plan(): Promise<void> {
    const { model, kind, level, batchSize } = this;
    const wanted = JSON.stringify([model, kind, level, batchSize]);
    if (wanted === this.#planned) return;
    this.#planned = wanted;
    try {
      const rows = await this.session.trainer.plan({ model, kind, level, batchSize });
      // Answers come in the order of questions, but a newer question may stand.
      if (wanted !== this.#planned) return;
      this.rows = rows;
      this.failure = undefined;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  async #open(kernel: string): Promise<void> {
    const text = await this.session.trainer.source(kernel);
    this.source = { kernel, text };
  }

  #closed(): void {
    this.source = undefined;
  }
}
