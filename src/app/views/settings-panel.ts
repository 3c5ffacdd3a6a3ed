import { html, type TemplateResult } from "lit";
import type { PanelRemedy } from "../components/data-panel.js";
import { Observer } from "../components/observer.js";
import { PageElement } from "../components/page-element.js";
import type { TrainingFields } from "../components/training-fields.js";
import { Arrivals } from "../state/arrivals.js";
import type { DataChoice } from "../state/data-choice.js";
import type { Draft } from "../state/draft.js";
import type { CheckedModel } from "../state/model-check.js";
import { Outlook } from "../state/outlook.js";
import type { Remedy } from "../state/remedies.js";
import { shapeOf } from "../state/request.js";
import { dataIn, isBusy, learntIn, preparedIn } from "../state/state.js";
import { withWaist } from "../state/waist.js";
import type { DataInfo, GivenFile } from "../worker/protocol.js";
import type { ViewContext } from "./view-context.js";

/** The fields of the form: data, model and training, and what is to be expected of them. */
export class SettingsPanel extends PageElement {
  static override properties = {
    context: { attribute: false },
    model: { attribute: false },
    refused: { state: true },
  };

  declare context: ViewContext;
  declare model: CheckedModel;
  /** Settings and data with which a run was not begun. */
  declare private refused: { readonly draft: Draft; readonly data: DataInfo | undefined } | undefined;

  constructor() {
    super();
    new Observer(this, () => this.context.store, [Outlook]);
  }

  protected override render(): TemplateResult {
    const { session, store, draft } = this.context;
    const { state } = session;
    const { phase, choice, outline, fileFailure } = state;
    const { data, used } = preparedIn(state) ?? {};
    const busy = isBusy(phase);
    const { warnings, suited } = store.part(Outlook).state;
    // What is said of the run already is not said twice.
    const said = learntIn(state)?.warnings ?? [];
    return html`
      <data-panel
        .data=${data}
        .choice=${choice}
        .outline=${outline}
        .failure=${fileFailure}
        .used=${used}
        .outlook=${warnings.filter((warning) => !said.includes(warning))}
        .suited=${suited}
        .notStarted=${this.refused?.draft === draft && this.refused.data === dataIn(state)}
        .disabled=${busy || phase === "opening"}
        .reading=${phase === "loading"}
        @choice=${({ detail }: CustomEvent<DataChoice>) => session.choose(detail)}
        @mnist=${() => void session.loadMnist()}
        @given=${({ detail }: CustomEvent<readonly GivenFile[]>) => void store.part(Arrivals).take({ files: detail, unread: [] })}
        @files=${({ detail }: CustomEvent<DataChoice>) => void session.loadFiles(detail)}
        @remedy=${({ detail }: CustomEvent<PanelRemedy>) => this.apply(detail.remedy, detail.inUse)}
      ></data-panel>
      <model-panel .draft=${draft} .model=${this.model} .shape=${shapeOf(data)} .disabled=${busy} @draft=${this.#changed}></model-panel>
      <training-fields .draft=${draft} .samples=${data?.count} .disabled=${busy} @draft=${this.#changed}></training-fields>
    `;
  }

  /** Does what a message proposes, of the data in use or of the files that were given last. */
  apply({ reading, draft, codeSize }: Remedy, inUse: boolean): void {
    const { session, changeDraft, draft: now } = this.context;
    const shape = shapeOf(dataIn(session.state));
    if (draft) changeDraft(draft(now, shape));
    if (codeSize) changeDraft(withWaist(now, codeSize, shape) ?? now);
    if (reading) {
      const { choice: last } = session.state;
      const { used } = preparedIn(session.state) ?? {};
      const choice = inUse && used ? used.choice : last;
      void session.loadFiles({ ...choice, reading: { ...choice.reading, ...reading } });
    }
  }

  /** Leads to what must be mended before a run, in the order of how well each place says how. */
  async showFault(): Promise<void> {
    const fields = this.querySelector<TrainingFields>("training-fields");
    fields?.check();
    await fields?.updateComplete;
    const places = ["[aria-invalid]", ".layer-card:has(.field-error) :is(input, select)", ".adder"];
    const wrong = places.map((place) => this.querySelector<HTMLElement>(place)).find((found) => found);
    wrong?.focus();
  }

  /** Leads to what the loss cannot take of the data, where there is such, and what to do about it. @returns whether there is */
  showOutlook(): boolean {
    const { draft, session } = this.context;
    const data = dataIn(session.state);
    const [low, high] = data?.range ?? [0, 1];
    const isTaken = draft.loss !== "binaryCrossentropy" || (low >= 0 && high <= 1);
    const remedy = this.querySelector<HTMLElement>("#outlook .small");
    if (isTaken || !remedy) return false;
    this.refused = { draft, data };
    remedy.focus();
    return true;
  }

  #changed(event: CustomEvent<Draft>): void {
    this.context.changeDraft(event.detail);
  }
}
