/** The page that `isthmus bench` opens in headless Chrome. */
import { failureOf } from "../../src/cli/failures.js";
import type { PageApi } from "../../src/cli/wire.js";
import { requestGpu } from "../../src/runtime/gpu/device.js";
import { runBench } from "../bench.js";
import { loadContender } from "../contenders/load.js";
import type { BenchEvent, BenchSettings } from "../report.js";
import { ImpossibleError } from "../rounds.js";
import { fetchImages } from "./images.js";
import type { Started } from "./start.js";

const api = window as unknown as Omit<PageApi, "isthmusRun"> & { isthmusRun(settings: BenchSettings): Promise<string> };

/** Ctrl-C ends a benchmark by ending Chrome: there is nothing to keep. */
api.isthmusStop = () => undefined;

api.isthmusRun = async (settings) => {
  let told = Promise.resolve();
  const emit = (event: BenchEvent) => {
    told = told.then(() => api.isthmusEmit(JSON.stringify(event)));
  };
  try {
    const images = { train: await fetchImages("train"), test: await fetchImages("test") };
    const host = await browserName();
    const value = await runBench(settings, {
      host,
      openGpu: requestGpu,
      loadContender,
      images,
      emit,
      start,
    });
    await told; // the answer must not overtake the events
    return JSON.stringify({ value });
  } catch (error) {
    await told.catch(() => undefined);
    return JSON.stringify({ failure: failureOf(error) });
  }
};

/** With its whole version, where the browser tells. */
async function browserName(): Promise<string> {
  const agent = (navigator as unknown as { userAgentData?: UserAgentData }).userAgentData;
  const { fullVersionList = [] } = (await agent?.getHighEntropyValues(["fullVersionList"])) ?? {};
  const named = fullVersionList.find(({ brand }) => /Chrome|Chromium|Edge/.test(brand));
  return named ? `${named.brand} ${named.version}` : navigator.userAgent;
}

/** The part of User-Agent Client Hints that is used here, and that TypeScript does not have. */
interface UserAgentData {
  getHighEntropyValues(hints: string[]): Promise<{ fullVersionList?: { brand: string; version: string }[] }>;
}

/** Opens an empty page in a frame, and closes it when the contender in it has taken its first step. */
async function start(contender: string): Promise<number> {
  const frame = document.createElement("iframe");
  try {
    const answer = new Promise<Started>((resolve) => {
      window.addEventListener("message", ({ source, data }: MessageEvent<Started>) => {
        if (source === frame.contentWindow) resolve(data); // TensorFlow.js sends itself messages, too
      });
    });
    frame.src = `start.html?${new URLSearchParams({ contender })}`;
    document.body.append(frame);
    const started = await answer;
    if ("failure" in started) throw new (started.impossible ? ImpossibleError : Error)(started.failure);
    return started.loss;
  } finally {
    frame.remove();
  }
}
