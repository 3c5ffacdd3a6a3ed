import { lossText } from "../components/format.js";
import type { Phase } from "./phase.js";
import type { Run } from "./run.js";

/** Announced to screen readers: once an epoch, not with every step. */
export function announcement(run: Run | undefined, phase: Phase, stopped: boolean): string {
  const last = run?.rows.at(-1);
  const scores = last
    ? `loss ${lossText(last.loss)}${last.valLoss === undefined ? "" : `, validation loss ${lossText(last.valLoss)}`}`
    : "no epoch finished";
  if (phase === "finished") return `Training ${stopped ? "stopped" : "finished"}: ${scores}.`;
  if (phase === "training" && last && last.epoch > (run?.begun ?? 0)) return `Epoch ${last.epoch} finished: ${scores}.`;
  if (phase === "training") return last ? "Training goes on." : "Training has begun.";
  if (phase === "paused") return `Training paused: ${scores}.`;
  return "";
}
