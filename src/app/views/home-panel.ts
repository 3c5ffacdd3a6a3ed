import { html, type TemplateResult } from "lit";
import { describeModel } from "../../index.js";
import { PageElement } from "../components/page-element.js";
import { ruledOut } from "../state/changed-since.js";
import { Shelf } from "../state/shelf.js";
import { Stage } from "../state/stage.js";
import { dataIn, downloadsIn, isSettled, learntIn } from "../state/state.js";
import type { CodeRequest } from "../take-home/typescript-code.js";
import type { TrainRequest } from "../worker/protocol.js";
import type { ViewContext } from "./view-context.js";

/** What stays of a run: its files, links and code, and the shelf; loaded once the stage is there. */
export class HomePanel extends PageElement {
  static override properties = { context: { attribute: false }, request: { attribute: false } };

  declare context: ViewContext;
  /** The run as the settings stand; none while something in them is wrong. */
  declare request: TrainRequest | undefined;

  protected override render(): TemplateResult {
    const { session, store } = this.context;
    const { state } = session;
    const shelf = store.part(Shelf);
    return html`
      <section class="home" aria-labelledby="take-home-title">
        <h2 id="take-home-title">Take it home</h2>
        <take-home
          .downloads=${downloadsIn(state)}
          .run=${learntIn(state)?.run}
          .code=${this.request && this.#code(this.request)}
          .linked=${dataIn(state)?.mnist ?? true}
          .link=${state.phase === "finished" ? () => shelf.link() : undefined}
        ></take-home>
        <p class="link-line">
          <button type="button" id="worksheet" ?disabled=${state.phase !== "finished"} @click=${this.#print}>Print a worksheet</button>
          <span class="hint">Two pages: the run’s settings, curves and pictures, and questions to answer.</span>
        </p>
        <other-programs
          .shelf=${shelf}
          .canSave=${state.phase === "finished"}
          .canOpen=${isSettled(state.phase)}
        ></other-programs>
        <model-shelf
          .shelf=${shelf}
          .state=${shelf.state}
          .current=${shelf.current}
          .canOpen=${isSettled(state.phase)}
        ></model-shelf>
      </section>
    `;
  }

  readonly #print = async () => {
    const { session, store } = this.context;
    const learnt = learntIn(session.state);
    const { printWorksheet } = await import("../take-home/worksheet.js");
    if (learnt) await printWorksheet(learnt, store.part(Stage).state);
  };

  #code(request: TrainRequest): CodeRequest {
    const { state } = this.context.session;
    const data = dataIn(state);
    const { run } = learntIn(state) ?? {};
    const model = describeModel(request.model);
    // Trained on, it is a run of all its epochs.
    const epochs = run && run.begun > 0 && !ruledOut(state, request) ? run.epochs : request.epochs;
    const own = data?.own && { ...data.own, keptAside: data.validationCount > 0 };
    return { ...request, model, epochs, ...(own && { own }) };
  }
}
