import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { findOrInstallChrome, launchChrome } from "../../src/cli/chrome.js";
import { type StaticServer, serveFolder } from "./static-server.js";

/** The page as it is published: built (the global setup does that), and served from a folder of a plain web server. */
const BUILT = fileURLToPath(new URL("../../dist/app", import.meta.url));
const MOUNT = "/teaching/isthmus/";

let server: StaticServer;
let executablePath: string;
let browser: Browser;
/** What no page may do: errors on its console, failed requests, requests to anywhere else. Emptied after each test. */
const complaints: string[] = [];

beforeAll(async () => {
  executablePath = await findOrInstallChrome(() => {});
  server = await serveFolder(BUILT, MOUNT);
  browser = await launchChrome({ executablePath, software: true });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

afterEach(() => {
  server.missing.clear();
  expect(complaints.splice(0)).toEqual([]);
});

async function openPage(fragment = "", { in: chrome = browser, host = "127.0.0.1" } = {}): Promise<Page> {
  const page = await chrome.newPage();
  onTestFinished(async () => {
    if (!page.isClosed()) await page.close();
  });
  const origin = `http://${host}:${server.port}`;
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error}`));
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warn") complaints.push(`console: ${message.text()}`);
  });
  page.on("requestfailed", (request) => complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith(`blob:${origin}/`))
      complaints.push(`elsewhere: ${url.slice(0, 100)}`);
  });
  await page.goto(`${origin}${MOUNT}${fragment}`);
  return page;
}

const text = (page: Page, selector: string) => page.$eval(selector, (element) => element.textContent?.trim() ?? "");
const ready = (page: Page) => page.waitForSelector("#start:not([disabled])", { timeout: 60_000 });
const finished = (page: Page) => page.waitForSelector(".downloads a", { timeout: 120_000 });

/** Every pixel of the pictures of one kind. */
function pictures(page: Page, kind: "original" | "code" | "reconstruction"): Promise<number[][]> {
  return page.$$eval(`canvas.${kind}`, (elements) =>
    elements.map((element) => {
      const canvas = element as HTMLCanvasElement;
      // From a copy: Chrome warns when the page's own canvases are read often.
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
      copy?.drawImage(canvas, 0, 0);
      return [...(copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [])];
    }),
  );
}

/** Clicks a download link, and reads the file that arrives. */
async function downloaded(page: Page, name: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "isthmus-download-"));
  try {
    const cdp = await page.createCDPSession();
    await cdp.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder, eventsEnabled: true });
    const arrived = new Promise<void>((resolve) => {
      cdp.on("Browser.downloadProgress", ({ state }) => {
        if (state === "completed") resolve();
      });
    });
    await page.click(`a[download="${name}"]`);
    await arrived;
    return await readFile(join(folder, name));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Ends the process that a browser's adapters live in, as a crash of the driver would. */
async function killGpuProcess(chrome: Browser): Promise<void> {
  const cdp = await chrome.target().createCDPSession();
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  const gpu = processInfo.find(({ type }) => type === "GPU");
  if (!gpu) throw new Error("This browser has no GPU process.");
  process.kill(gpu.id);
}

/** Opacity where a digit has ink, less where it has none: how much of the digit a picture shows. */
function likeness(picture: readonly number[], original: readonly number[]): number {
  let [ink, inkPixels, paper, paperPixels] = [0, 0, 0, 0];
  for (let i = 3; i < original.length; i += 4) {
    const value = picture[i] ?? 0;
    if ((original[i] ?? 0) > 127) [ink, inkPixels] = [ink + value, inkPixels + 1];
    else [paper, paperPixels] = [paper + value, paperPixels + 1];
  }
  return ink / inkPixels - paper / paperPixels;
}

describe("the page", () => {
  it("trains: the loss falls, the digits take shape, the results can be kept", async () => {
    const page = await openPage("#limit=4096&epochs=3&batchSize=64");
    await ready(page);
    expect(await text(page, "#adapter")).toMatch(/swiftshader.*a software adapter/i);
    expect(await page.$$(".downloads a")).toHaveLength(0);

    await page.click("#start");
    await page.waitForFunction(() => document.querySelector<HTMLProgressElement>("progress")?.value);
    const before = await pictures(page, "reconstruction");
    await finished(page);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("start");

    const lines = (await downloaded(page, "history.csv")).toString().trim().split("\n");
    expect(lines[0]).toBe("epoch,loss,val_loss,seconds,images_per_second");
    const [first, , last] = lines.slice(1).map((line) => line.split(",").map(Number));
    expect(lines).toHaveLength(4);
    expect(last?.[1]).toBeLessThan(0.9 * (first?.[1] ?? 0));
    expect(last?.[2]).toBeLessThan(0.3);
    expect(await text(page, "#figure-loss")).toBe(last?.[1]?.toFixed(4));
    expect(await text(page, "#figure-val-loss")).toBe(last?.[2]?.toFixed(4));

    const originals = await pictures(page, "original");
    const after = await pictures(page, "reconstruction");
    expect(after).toHaveLength(10);
    after.forEach((picture, i) => {
      expect(picture).not.toEqual(before[i]);
      expect(likeness(picture, originals[i] ?? [])).toBeGreaterThan(likeness(before[i] ?? [], originals[i] ?? []));
    });
    const codes = await pictures(page, "code");
    expect(new Set(codes.map(String)).size).toBe(10);

    const weights = await downloaded(page, "model.safetensors");
    expect(weights.toString("latin1", 8, 2048)).toMatch(/^\{.*"encoder\.0\.kernel"/);
    expect(weights.length).toBeGreaterThan(50_992 * 4);

    expect(await text(page, "[role=status]")).toMatch(/^Training finished: loss 0\.\d{4}, validation loss 0\.\d{4}\.$/);
    expect(await page.$eval("progress", (bar) => bar.value)).toBe(1);
  }, 180_000);

  it("stops when asked, keeps what was learnt, and can start again", async () => {
    const page = await openPage("#limit=2048&epochs=10000");
    await ready(page);
    await page.focus("#epochs");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("#figure-val-loss")?.textContent !== "–", {
      timeout: 60_000,
    });
    await page.click("#stop");
    await finished(page);
    expect(await text(page, "[role=status]")).toMatch(/^Training stopped: loss 0\./);
    expect((await downloaded(page, "history.csv")).toString().split("\n").length).toBeGreaterThan(2);

    await page.click("#start");
    await page.waitForSelector("#stop");
    expect(await page.$$(".downloads a")).toHaveLength(0);
    await page.click("#stop");
    await finished(page);
  }, 180_000);

  it("explains a wrong setting where it is", async () => {
    const page = await openPage("#epochs=0&colour=red");
    await ready(page);
    expect(await text(page, "#epochs-error")).toBe("Epochs must be a whole number from 1 to 10,000; got “0”.");
    expect(await text(page, "[role=alert]")).toContain("settings this page does not know: colour.");

    await page.click("#start");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("epochs");
    expect(await page.$eval("#epochs", (input) => input.getAttribute("aria-describedby"))).toBe("epochs-error");
    expect(await page.$("#stop")).toBeNull();

    await page.keyboard.type("1");
    expect(await page.$("#epochs-error")).toBeNull();
  }, 60_000);

  it("asks before it is left while training, and only then", async () => {
    const page = await openPage("#limit=2048&epochs=10000");
    await ready(page);
    await page.click("#start");
    await page.waitForSelector("#stop");
    const asked = new Promise<string>((resolve) => {
      page.once("dialog", (dialog) => {
        resolve(dialog.type());
        void dialog.dismiss();
      });
    });
    await page.close({ runBeforeUnload: true });
    expect(await asked).toBe("beforeunload");

    await page.click("#stop");
    await finished(page);
    const closed = new Promise((resolve) => page.once("close", resolve));
    await page.close({ runBeforeUnload: true });
    await closed;
  }, 60_000);

  it("gives everything a name of its own", async () => {
    const page = await openPage("#limit=256&epochs=1");
    await ready(page);
    await page.click("#start");
    await finished(page);
    const ids = await page.$$eval("[id]", (elements) => elements.map(({ id }) => id));
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    for (const [role, name] of [
      ...["Epochs", "Batch size", "Learning rate", "Seed", "Training images"].map((label) => ["textbox", label]),
      ["combobox", "Loss"],
      ["button", "Start training"],
      ["progressbar", "Epoch 1 of 1, step 1 of 1"],
      ["image", "7, reconstruction"],
    ]) {
      expect(await page.$(`::-p-aria([name="${name}"][role="${role}"])`), `${role} ${name}`).not.toBeNull();
    }
    expect(await page.$eval(".plot", (plot) => plot.ariaLabel)).toMatch(
      /^Loss curve after 1 epoch: training 0\.\d{4}, validation 0\.\d{4}\.$/,
    );
  }, 60_000);

  it("fits a small phone", async () => {
    const page = await openPage();
    await page.setViewport({ width: 360, height: 740 });
    await ready(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  }, 60_000);
});

describe("when something is wrong, the page", () => {
  it("says which file of the data is missing, and tries again", async () => {
    server.missing.add("mnist/train-images-idx3-ubyte");
    const page = await openPage();
    await page.waitForSelector("#failure", { timeout: 60_000 });
    expect(await text(page, "#failure")).toMatch(/The digits are missing.*train-images-idx3-ubyte.*404/s);
    // The 404 itself, and the downloads that it ended.
    const expected = (line: string) =>
      line.includes("404") || /^failed: .*\/mnist\/[\w-]+ net::ERR_ABORTED$/.test(line);
    expect(complaints.splice(0).filter((line) => !expected(line))).toEqual([]);

    server.missing.clear();
    await page.click("#failure button");
    await ready(page);
    expect(await page.$("#failure")).toBeNull();
  }, 60_000);

  it("says so when the numbers leave the finite ones", async () => {
    const page = await openPage("#limit=2048&epochs=5&learningRate=1e37&loss=meanSquaredError");
    await ready(page);
    await page.click("#start");
    await page.waitForSelector("#failure", { timeout: 60_000 });
    expect(await text(page, "#failure")).toMatch(/The numbers ran away.*epoch \d+, step \d+/s);
    await ready(page);
  }, 60_000);

  it("says so when the GPU is lost, and trains again on a new one", async () => {
    const chrome = await launchChrome({ executablePath, software: true });
    onTestFinished(() => chrome.close());
    const page = await openPage("#limit=2048&epochs=10000", { in: chrome });
    await ready(page);
    await page.click("#start");
    await page.waitForFunction(() => document.querySelector("#figure-val-loss")?.textContent !== "–", {
      timeout: 60_000,
    });
    await killGpuProcess(chrome);
    await page.waitForSelector("#failure", { timeout: 30_000 });
    expect(await text(page, "#failure")).toMatch(/The GPU went away.*lost/s);

    await page.waitForSelector("a[download='history.csv']");
    await page.click("#start");
    await page.waitForFunction(() => document.querySelector("#figure-val-loss")?.textContent !== "–", {
      timeout: 60_000,
    });
    expect(await page.$("#failure")).toBeNull();
    await page.click("#stop");
    await finished(page);
  }, 120_000);

  it("explains that WebGPU needs a secure address", async () => {
    const args = ["--host-resolver-rules=MAP isthmus.example 127.0.0.1"];
    const chrome = await launchChrome({ executablePath, software: true, args });
    onTestFinished(() => chrome.close());
    const page = await openPage("", { in: chrome, host: "isthmus.example" });
    await page.waitForSelector("#failure", { timeout: 30_000 });
    expect(await text(page, "#failure")).toMatch(/No GPU to train on.*https/is);
    expect(await page.$("#start:not([disabled])")).toBeNull();
  }, 60_000);

  it("explains that there is no adapter", async () => {
    const chrome = await launchChrome({ executablePath, software: true, args: ["--disable-software-rasterizer"] });
    onTestFinished(() => chrome.close());
    const page = await openPage("", { in: chrome });
    await page.waitForSelector("#failure", { timeout: 30_000 });
    expect(await text(page, "#failure")).toMatch(/No GPU to train on.*adapter/is);
    expect(await page.$("#start:not([disabled])")).toBeNull();
  }, 60_000);
});
