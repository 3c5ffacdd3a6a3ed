/** An empty page in which one contender loads its code and its data and takes one training step. */
import { requestGpu } from "../../src/runtime/gpu/device.js";
import { loadContender } from "../contenders/load.js";
import { ImpossibleError, reasonOf } from "../rounds.js";
import { PIXELS, WORKLOADS, workFor } from "../work.js";
import { fetchImages } from "./images.js";

/** What the frame tells the page that opened it. */
export type Started = { readonly loss: number } | { readonly failure: string; readonly impossible: boolean };

async function start(): Promise<Started> {
  const name = new URLSearchParams(location.search).get("contender") ?? "";
  const workload = WORKLOADS.find(({ kind }) => kind === "start");
  if (!workload) throw new Error("There is no workload of this kind.");
  const [contender, images] = await Promise.all([loadContender(name, requestGpu), fetchImages("train")]);
  const run = await contender.prepare(workFor(workload, images.subarray(0, workload.images * PIXELS)));
  return { loss: await run.step(1) };
}

const started = await start().catch((error: unknown) => ({
  failure: reasonOf(error),
  impossible: error instanceof ImpossibleError,
}));
window.parent.postMessage(started, location.origin);
