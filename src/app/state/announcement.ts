import { lossText } from "../components/format.js";
import { learntIn, type State } from "./state.js";

/** Announced to screen readers: once an epoch, not with every step. */
export function announcement(state: State): string {
  const { phase } = state;
  const { run } = learntIn(state) ?? {};
  const last = run?.rows.at(-1);
  const scores = last
    ? `loss ${lossText(last.loss)}${last.valLoss === undefined ? "" : `, validation loss ${lossText(last.valLoss)}`}`
    : "no epoch finished";
  if (phase === "finished" && run?.epochs === 0) return "A trained model is open.";
  if (phase === "finished") return `Training ${state.stopped ? "stopped" : "finished"}: ${scores}.`;
  if (phase === "training" && last && last.epoch > (run?.begun ?? 0)) return `Epoch ${last.epoch} finished: ${scores}.`;
  if (phase === "training") return last ? "Training goes on." : "Training has begun.";
  if (phase === "paused") return `Training paused: ${scores}.`;
  return "";
}
