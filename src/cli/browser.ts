import type { Browser, Page } from "puppeteer-core";
import { IsthmusError } from "../errors.js";
import { findOrInstallChrome, killChrome, launchChrome } from "./chrome.js";
import { errorOf } from "./failures.js";
import { orAbort } from "./interrupt.js";
import type { JobEvent, JobResult } from "./job.js";
import type { Run, TunedRun } from "./run.js";
import { type PageServer, servePage } from "./server.js";
import { type Answer, type PageApi, unpack } from "./wire.js";

/** Chrome ended, or its page crashed, before the job was done. */
export class ChromeCrashedError extends IsthmusError {
  override name = "ChromeCrashedError";
}

/** The built page lies beside the built command line. */
const PAGE = new URL("./page/", import.meta.url);

/**
 * Runs a job in a headless Chrome, which is gone when the promise settles.
 * @throws what the job throws, of the same class; {@link ChromeMissingError}, {@link ChromeCrashedError}
 */
export async function runInChrome<Value>(run: TunedRun): Promise<JobResult<Value>> {
  const executablePath = await orAbort(findOrInstallChrome(run.report), run.abort);
  const server = await servePage(PAGE, run.data);
  const opened: Browser[] = [];
  const work = (async () => {
    const page = await openPage(executablePath, server.url, run, opened);
    return Promise.race([runOnPage(page, run, server), crashOf(page)]);
  })();
  try {
    const value = await orAbort(work, run.abort);
    return { value: value as Value, files: Object.fromEntries(server.files) };
  } finally {
    await Promise.all(opened.map(run.abort?.aborted ? killChrome : closeChrome));
    await work.catch(() => undefined); // it may have been starting another Chrome
    await server.close();
  }
}

/** The page in a Chrome that has an adapter: the machine's GPU, else (said aloud) the software adapter. */
async function openPage(executablePath: string, url: string, run: Run, opened: Browser[]): Promise<Page> {
  const args = (process.env.ISTHMUS_CHROME_FLAGS ?? "").split(/\s+/).filter(Boolean);
  const open = async (software: boolean): Promise<Page> => {
    const browser = await launchChrome({ executablePath, software, args });
    opened.push(browser);
    if (run.abort?.aborted) await killChrome(browser);
    const page = await browser.newPage();
    await page.goto(url);
    return page;
  };
  const page = await open(run.software);
  // Without any adapter the job itself says so, and what to do.
  if (run.software || (await hasAdapter(page))) return page;
  run.report("Chrome found no GPU: using its software adapter.");
  await page.browser().close();
  return open(true);
}

async function hasAdapter(page: Page): Promise<boolean> {
  return page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
}

/**
 * Runs the job on the open page.
 * @returns its value; its files are with the server
 * @throws what the job throws
 */
export async function runOnPage(
  page: Page,
  { job, emit, keep, stop, tuning }: Pick<TunedRun, "job" | "emit" | "keep" | "stop" | "tuning">,
  { files }: Pick<PageServer, "files">,
): Promise<unknown> {
  await page.exposeFunction("isthmusEmit", (event: string) => emit(unpack(event) as JobEvent));
  await page.exposeFunction("isthmusKept", (name: string) => keep?.(name, files.get(name) ?? new Uint8Array()));
  await page.exposeFunction("isthmusKeep", (key: string, value: string) => tuning.setItem(key, value));
  const tellPage = () => void page.evaluate(() => (window as unknown as PageApi).isthmusStop()).catch(() => undefined);
  stop?.addEventListener("abort", tellPage, { once: true });
  try {
    if (stop?.aborted) tellPage();
    const text = await page.evaluate(
      (job, known) => (window as unknown as PageApi).isthmusRun(job, known),
      job,
      tuning.content(),
    );
    const answer = unpack(text) as Answer;
    if ("failure" in answer) throw errorOf(answer.failure);
    return answer.value;
  } finally {
    stop?.removeEventListener("abort", tellPage);
  }
}

/** Rejects when the page or its Chrome ends; never resolves. */
function crashOf(page: Page): Promise<never> {
  return new Promise((_, reject) => {
    const crashed = (what: string) => {
      const remedy =
        "It may have run out of memory, or its GPU driver failed: try again, with --limit or a smaller --batch-size, or with --software.";
      reject(new ChromeCrashedError(`${what} before the job was done. ${remedy}`));
    };
    page.once("error", () => crashed("The page crashed"));
    page.browser().once("disconnected", () => crashed("Chrome ended"));
  });
}

async function closeChrome(browser: Browser): Promise<void> {
  await browser.close().catch(() => killChrome(browser));
}
