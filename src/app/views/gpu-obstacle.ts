import { html, type TemplateResult } from "lit";
import { fragmentOf } from "../state/address.js";
import { Errands } from "../state/errands.js";
import { dataIn } from "../state/state.js";
import type { ViewContext } from "./view-context.js";

/**
 * Why nothing beside training can be run on the GPU now, with the way to Train where that helps; nothing when it can.
 * @param what a sentence begins with: `Experiments train models`
 */
export function gpuObstacle({ store, session, draft }: ViewContext, what: string): TemplateResult | undefined {
  const { phase } = session.state;
  const train = html`<a href=${fragmentOf("train", draft)}>Train</a>`;
  const { current } = store.part(Errands);
  if (current !== undefined) return html`${current} has the GPU now; one thing at a time.`;
  if (phase === "blocked") return html`${what} on the GPU, and there is none here: the view ${train} says why.`;
  if (session.busy) return html`A model is being trained, and has the GPU until it ends: see ${train}.`;
  if (phase === "no-data") return html`The data could not be loaded: the view ${train} says why.`;
  return dataIn(session.state) ? undefined : html`Loading the data …`;
}
