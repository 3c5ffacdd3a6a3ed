import { html, type TemplateResult } from "lit";
import type { Wish } from "../components/run-controls.js";
import { fragmentOf } from "../state/address.js";
import { Errands } from "../state/errands.js";
import { Stage } from "../state/stage.js";
import { dataIn, isBusy, learntIn } from "../state/state.js";
import { Story } from "../state/story.js";
import { STORY } from "../state/story-steps.js";
import { modelOf, oneStep, stagePanel } from "./stage-panel.js";
import type { ViewContext } from "./view-context.js";

/** The story: its steps, the one that is open, and the stage that it is told on. */
export function storyPanel(context: ViewContext): TemplateResult {
  const { store, session } = context;
  const [story, stage] = [store.part(Story), store.part(Stage)];
  const { state } = session;
  const { step } = story.state;
  const model = modelOf(context);
  const wish = ({ detail }: CustomEvent<Wish>) => {
    if (detail === "pause" || detail === "resume" || detail === "stop") void session[detail]();
  };
  const controls = isBusy(state.phase)
    ? html`<run-controls
        class="buttons"
        .phase=${state.phase}
        .hasRun=${learntIn(state)?.run !== undefined}
        @wish=${wish}
      ></run-controls>`
    : oneStep(context, model);
  return html`
    <section class="panel story" aria-labelledby="story-title">
      <h2 id="story-title">A story in six steps</h2>
      <ol class="story-steps" aria-label="Steps of the story">
        ${STORY.map(
          ({ name, title }, index) => html`<li>
            <a href=${`#/understand?step=${name}`} aria-current=${step.name === name ? "step" : "false"}><b>${index + 1}</b> ${title}</a>
          </li>`,
        )}
      </ol>
      <div class="story-board">
        <story-guide
          .story=${story}
          .state=${story.state}
          .stage=${stage}
          .obstacle=${obstacleOf(context)}
        ></story-guide>
        <div class="story-stage">
          ${stagePanel(context, model, controls)}
          <story-outcome
            .state=${story.state}
            .stage=${stage}
            .shown=${stage.state}
          .link=${`${location.href.split("#")[0]}${fragmentOf("understand", context.draft, step.name)}`}
          ></story-outcome>
        </div>
      </div>
    </section>
  `;
}

/** Why a step's trainings cannot begin; nothing where they can, if need be in the place of the one that is under way. */
function obstacleOf({ session, store, draft }: ViewContext): TemplateResult | undefined {
  const { state } = session;
  const data = dataIn(state);
  const { current } = store.part(Errands);
  const train = html`<a href=${fragmentOf("train", draft)}>Train</a>`;
  if (state.phase === "blocked")
    return html`Nothing can be trained here: ${train} says why. What the stage shows can be tried all the same.`;
  if (state.phase === "no-data") return html`The digits could not be loaded: ${train} says why, and can try again.`;
  if (!data) return html`The digits are on their way …`;
  if (!data.mnist) {
    return html`The story is told with MNIST's digits, and you have data of your own.
      <button type="button" class="small" @click=${() => void session.loadMnist()}>Take the digits</button>`;
  }
  if (state.phase === "stopping" || state.phase === "loading") return html`One moment …`;
  return current === undefined ? undefined : html`${current} has the GPU now; one thing at a time.`;
}
