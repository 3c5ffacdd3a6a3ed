import { type Remote, wrap } from "comlink";
import type { Trainer } from "../worker/protocol.js";
import { refreshParts } from "./fresh-parts.js";
import type { Failure } from "./state.js";

/** @param broken it cannot train: its script could not be had, or came to grief */
export function startWorker(broken: (failure: Failure) => void): Remote<Trainer> {
  const worker = new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module", name: "isthmus" });
  worker.addEventListener("error", (event) => {
    const message = event.message || "The training script could not be loaded. Reload the page.";
    if (!event.message) void refreshParts();
    broken({ name: "Error", message });
  });
  return wrap<Trainer>(worker);
}
