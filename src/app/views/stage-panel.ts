import { html, nothing, type TemplateResult } from "lit";
import { sizeOf } from "../../index.js";
import { count, samples } from "../components/format.js";
import { loadingProgress, trainingBar } from "../components/training-progress.js";
import { type CheckedModel, checkModel } from "../state/model-check.js";
import { Navigation } from "../state/navigation.js";
import { requestOf, shapeOf } from "../state/request.js";
import { Stage } from "../state/stage.js";
import { dataIn, isBusy, isSettled, learntIn, type State } from "../state/state.js";
import { columnsOf } from "../state/table-columns.js";
import { NARROWEST, withWaist } from "../state/waist.js";
import type { DataInfo } from "../worker/protocol.js";
import type { ViewContext } from "./view-context.js";

/** The settings' model, held against the data that there are. */
export function modelOf({ draft, session }: ViewContext): CheckedModel {
  return checkModel(draft, shapeOf(dataIn(session.state)));
}

/** Numbers in a code: of the model that is shown, else as they are set. */
export function shownSize({ session, store }: ViewContext, model: CheckedModel): number | undefined {
  const learnt = learntIn(session.state);
  const { isPreview, slow, shot } = store.part(Stage).state;
  const codeShape = model.encoder.at(-1)?.outputShape;
  const shown = learnt && !slow ? learnt.shot : isPreview || slow ? shot : undefined;
  return shown?.size ?? (codeShape && sizeOf(codeShape));
}

/** Below it the loss that is shown cannot fall: that of the run, else as it is set. 0 for one that can be. */
export function floorOf({ session, store, draft }: ViewContext): number {
  const { loss = draft.loss } = learntIn(session.state)?.trained ?? {};
  return loss === "binaryCrossentropy" ? store.part(Stage).state.floor : 0;
}

/** Whether the waist can be dragged: there is a layer of so many units, and something to train on. */
export function isMovable({ session, draft }: ViewContext): boolean {
  const { state } = session;
  const able = isSettled(state.phase) || isBusy(state.phase);
  return able && withWaist(draft, NARROWEST, shapeOf(dataIn(state))) !== undefined;
}

/**
 * The stage, with a view's own buttons on it; its waist trains anew at once.
 * @param invitation stands there until something is trained
 */
export function stagePanel(
  context: ViewContext,
  model: CheckedModel,
  controls: TemplateResult,
  invitation: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  const { session, store, draft } = context;
  const { state } = session;
  const stage = store.part(Stage);
  const data = dataIn(state);
  const run = learntIn(state)?.run;
  const another = () => {
    const request = requestOf(draft, data, model);
    if (request) void stage.takeStep(request);
  };
  return html`
    <train-stage
      .stage=${stage}
      .state=${stage.state}
      .run=${run?.epochs === 0 ? undefined : run}
      .controls=${controls}
      .progress=${progressOf(state, isSettled(state.phase) && store.part(Navigation).state.weights !== undefined, invitation)}
      .size=${shownSize(context, model)}
      .movable=${isMovable(context)}
      .floor=${floorOf(context)}
      @waist=${({ detail }: CustomEvent<number>) => drag(context, detail)}
      @another=${another}
    ></train-stage>
  `;
}

/** Takes one step on what stands at the left, slowly. */
export function oneStep({ session, store, draft }: ViewContext, model: CheckedModel): TemplateResult {
  const stage = store.part(Stage);
  const request = requestOf(draft, dataIn(session.state), model);
  const able = isSettled(session.state.phase) && request;
  // Disabled while it is taken, it would lose the keyboard's focus, which the step's own buttons are to have.
  const waits = stage.state.stepping ? "true" : nothing;
  return html`<button type="button" id="one-step" ?disabled=${!able} aria-disabled=${waits} @click=${() => request && void stage.takeStep(request)}>One step</button>`;
}

/** Another size of the code: it trains anew at once. */
function drag({ session, draft: before, changeDraft }: ViewContext, size: number): void {
  const data = dataIn(session.state);
  const draft = withWaist(before, size, shapeOf(data));
  if (!draft) return;
  changeDraft(draft);
  const request = requestOf(draft, data);
  if (request) void session.train(request);
}

/** @param linked whether a link's model is on its way */
function progressOf(
  state: State,
  linked: boolean,
  invitation: TemplateResult | typeof nothing,
): TemplateResult | typeof nothing {
  const { phase } = state;
  const data = dataIn(state);
  const { run } = learntIn(state) ?? {};
  if (phase === "loading" || phase === "opening") {
    return loadingProgress(
      data ? "Reading the data" : "Loading the first handwritten digits",
      phase === "loading" ? state.loaded : undefined,
    );
  }
  if (linked) return loadingProgress("Opening the link’s model", undefined);
  if (run?.epochs === 0) {
    return html`<p class="hint">This model was trained before: try it, at the left and in the plane. Of its run no losses are known here.</p>`;
  }
  if (run) return trainingBar(run);
  if (phase !== "ready" || !data) return nothing;
  const { whole } = state;
  if (whole?.phase === "coming") {
    return html`${loadingProgress("More digits are on their way", whole.loaded)}
      <p class="hint" id="first-digits">Wait for all 60,000, or start now on the first ${count(data.count)}.</p>`;
  }
  return invitation;
}

/** To train what is set. */
export function invitationTo(data: DataInfo | undefined): TemplateResult | typeof nothing {
  if (!data) return nothing;
  return html`<p class="hint">
    Start training, and watch the loss fall and the ${columnsOf(data) ? "values come near" : "pictures take shape"}: ${samples(data.count)}, here in your browser.
  </p>`;
}
