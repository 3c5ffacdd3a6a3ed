import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElementHandle, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { idxFile } from "../data/idx-file.js";
import { faultsIn } from "./axe.js";
import { finished, openView, ready, Site, text } from "./visit.js";

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await Site.open();
  folder = await mkdtemp(join(tmpdir(), "isthmus-compare-"));
});
afterAll(async () => {
  await site?.close();
  await rm(folder, { recursive: true });
});
afterEach(() => site.check());

const SIDE = 8;
const SAMPLES = 600;

/** Class 0: a bright upper half; class 1: a bright left half; class 2: a chequerboard; all of different brightness. */
function pattern(label: number, row: number, brightness: number): number[] {
  return Array.from({ length: SIDE * SIDE }, (_, at) => {
    const [y, x] = [Math.floor(at / SIDE), at % SIDE];
    const bright = [y < 4, x < 4, (x + y) % 2 === 0][label] ?? false;
    return bright ? brightness - ((row + at) % 7) : (row * at) % 11;
  });
}

const labels = Array.from({ length: SAMPLES }, (_, row) => row % 3);
const FILES = {
  "images.idx": idxFile(
    [SAMPLES, SIDE, SIDE],
    labels.flatMap((label, row) => pattern(label, row, 120 + ((row * 37) % 130))),
  ),
  "labels.idx": idxFile([SAMPLES], labels),
};

/** Opens the page with data of the visitor's own. */
async function visitWith(files: Readonly<Record<string, string | Uint8Array>>, settings: string): Promise<Page> {
  const page = await site.visit({ fragment: `#/train?${settings}` });
  await ready(page);
  await page.click("#own-data");
  const paths = Object.keys(files).map((name) => join(folder, name));
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)));
  const picker = (await page.$("#files")) as ElementHandle<HTMLInputElement> | null;
  await picker?.uploadFile(...paths);
  await page.waitForFunction(() => !document.querySelector("#data-summary")?.textContent?.includes("MNIST"));
  await ready(page);
  return page;
}

async function train(page: Page): Promise<void> {
  await openView(page, "train");
  await page.click("#start");
  await page.waitForSelector("#pause, #stop");
  await finished(page);
}

/** Scores of both sides, by their titles. */
async function scores(page: Page): Promise<Record<string, (string | undefined)[]>> {
  const rows = await page.$$eval("#scores tbody tr", (all) =>
    all.map((row) => [...row.children].map(({ textContent }) => textContent ?? "")),
  );
  return Object.fromEntries(rows.map(([title = "", ...values]) => [title, values]));
}

const numberIn = (value: string | undefined) => Number.parseFloat(value ?? "");

const compared = (page: Page, names: RegExp) =>
  page.waitForFunction(
    (pattern) => new RegExp(pattern).test(document.querySelector("#scores thead")?.textContent ?? ""),
    {},
    names.source,
  );

/** Every pixel of the canvases of a kind. */
const pixels = (page: Page, selector: string) =>
  page.$$eval(selector, (all) =>
    all.map((element) => {
      const canvas = element as HTMLCanvasElement;
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
      copy?.drawImage(canvas, 0, 0);
      return [...(copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [])];
    }),
  );

describe("the view Compare", () => {
  it("compares PCA and what was trained, cleans noise, and finds unusual samples", async () => {
    const page = await visitWith(FILES, "epochs=4&batchSize=16&optimizer=adam");
    await openView(page, "compare");
    await page.waitForSelector("comparison-panel");
    expect(await text(page, "#compare-notice")).toMatch(/^Nothing has been trained on these data yet: Train a model/);

    // Before anything is trained: PCA with few and with more components.
    await page.select("#side-b", "pca");
    await page.click("#side-a-components", { count: 3 });
    await page.keyboard.type("0");
    await page.keyboard.press("Tab");
    expect(await text(page, "#side-a-error")).toBe("A whole number from 1 to 64, please.");
    expect(await page.$("#compare:disabled")).not.toBeNull();
    await page.click("#side-a-components", { count: 3 });
    await page.keyboard.type("1");
    await page.keyboard.press("Tab");
    await page.click("#compare");
    await compared(page, /PCA with 1 component[^s].*PCA with 32 components/);
    const linear = (await scores(page))["Mean squared error"] ?? [];
    expect(linear[1]).toMatch(/ ✓$/);
    expect(numberIn(linear[1])).toBeLessThan(numberIn(linear[0]) / 2);

    // The same loss as the view Train tells: two models, side by side.
    await train(page);
    const loss = await text(page, "#figure-val-loss");
    await page.select("#model", "deep");
    await page.select("#optimizer", "adam");
    await train(page);
    const deepLoss = await text(page, "#figure-val-loss");
    await openView(page, "compare");
    await page.waitForFunction(() => document.querySelectorAll("#side-a option").length === 3);
    expect(await page.$("#compare-notice")).toBeNull();
    await page.select("#side-a", "model 2");
    await page.select("#side-b", "model 1");
    await page.click("#compare");
    await compared(page, /2: deep, Adam, 4 epochs.*1: notebook, Adam, 4 epochs/);
    const table = await scores(page);
    expect(table["Binary cross-entropy"]?.map((value) => value?.slice(0, 6))).toEqual([deepLoss, loss]);
    const wins = table["Better on"]?.map(numberIn) ?? [];
    expect((wins[0] ?? 0) + (wins[1] ?? 0)).toBeCloseTo(100, 0);
    expect(await page.$$eval(".score.best", (all) => all.length)).toBe(3);
    const drawn = await pixels(page, "canvas.drawn-A");
    expect(drawn).toHaveLength(3);
    expect(drawn).not.toEqual(await pixels(page, "canvas.drawn-B"));
    expect((await pixels(page, "canvas.error-B")).every((map) => map.some((value) => value > 0))).toBe(true);
    await page.click("#other-samples");
    await page.waitForFunction(() => document.querySelectorAll("canvas.drawn-A").length === 10);
    const page1 = await pixels(page, "canvas.drawn-A");
    await page.click("#other-samples:not([disabled])");
    await page.waitForFunction(
      () => document.querySelector("canvas.original")?.getAttribute("aria-label") === "1, original",
    );
    expect(await pixels(page, "canvas.drawn-A")).not.toEqual(page1);

    // More noise, fewer decibels; a slider that the keyboard moves.
    await page.waitForSelector("#psnr-noisy");
    const middle = numberIn(await text(page, "#psnr-noisy"));
    await page.focus("#noise");
    await page.keyboard.press("End");
    await page.waitForFunction(
      (old) => Number.parseFloat(document.querySelector("#psnr-noisy")?.textContent ?? "") < old,
      {},
      middle,
    );
    expect(await text(page, "#psnr-gain")).toMatch(/^[+−]\d+\.\d dB$/);
    await page.keyboard.press("Home");
    await page.waitForFunction(() => document.querySelector("#psnr-noisy")?.textContent === "no error");
    expect(await pixels(page, "canvas.noisy")).toEqual(await pixels(page, "denoising-panel canvas.original"));

    // A model that has seen only upper halves.
    await page.click("input[name=normal]");
    expect(await text(page, "#find-error")).toBe("Choose at least one class that is normal.");
    await page.click("input[name=normal]");
    await page.click("#find");
    await page.waitForSelector("#auc");
    expect(await text(page, "#found")).toMatch(
      /^Drawn by a model trained on the normal classes only: 1\d\d samples\. Normal: 0\.$/,
    );
    expect(Number(await text(page, "#auc"))).toBeGreaterThan(0.95);
    expect(
      await page.$$eval("anomaly-panel .score", (all) => all.every(({ textContent }) => textContent !== "0")),
    ).toBe(true);
    const caught = async () => numberIn(await text(page, "#figure-caught"));
    expect(await caught()).toBeGreaterThan(90);
    await page.focus("#threshold");
    await page.keyboard.press("Home");
    expect(await caught()).toBe(100);
    expect(await text(page, "#figure-alarms")).toBe("100.0 %");
    const chart = await page.$(".histogram svg");
    await chart?.scrollIntoView();
    const box = await chart?.boundingBox();
    if (!box) throw new Error("The histogram has no box.");
    await page.mouse.move(box.x + 5, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 2 * box.width, box.y + 40, { steps: 4 });
    await page.mouse.up();
    expect(await caught()).toBeLessThan(10);

    // That model is kept like the others; a model of everything cannot tell.
    expect(await page.$$eval("#tested option", (all) => all.map(({ textContent }) => textContent))).toEqual([
      "A new one, trained on the normal classes only",
      "3: deep, Adam, 10 epochs of class 0",
      "2: deep, Adam, 4 epochs",
      "1: notebook, Adam, 4 epochs",
      "PCA of the training data",
    ]);
    await page.select("#tested", "model 1");
    await page.click("#find");
    await page.waitForFunction(() => document.querySelector("#found")?.textContent?.includes("1: notebook"));

    expect(await faultsIn(page)).toEqual([]);
    await page.setViewport({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);

    // Leaving the view loses nothing.
    await openView(page, "understand");
    await openView(page, "compare");
    await page.waitForSelector("#auc");
    expect(await pixels(page, "canvas.drawn-A")).toHaveLength(10);
  });

  it("leaves a run alone, which ends a search; without labels it says what that costs", async () => {
    const rows = Array.from({ length: 300 }, (_, row) =>
      [row % 5, row % 7, row % 11].map((value) => value / 11).join(),
    );
    const page = await visitWith(FILES, "epochs=10000&batchSize=16");
    await openView(page, "compare");
    await page.waitForSelector("#find");
    await page.click("#normal-epochs", { count: 3 });
    await page.keyboard.type("10000");
    const search = async () => {
      await page.click("#find");
      await page.waitForFunction(() => /^Training, epoch/.test(document.querySelector("#finding")?.textContent ?? ""));
    };
    await search();
    await page.click("#stop-finding");
    await page.waitForSelector("#auc");
    await search();
    await openView(page, "speed");
    await page.waitForSelector("#measure:disabled");
    expect(await text(page, "speed-view")).toContain("“What is unusual?” has the GPU now; one thing at a time.");
    await openView(page, "train");
    await page.click("#start");
    await page.waitForSelector("#stop");
    await openView(page, "compare");
    expect(await text(page, "#compare-notice")).toMatch(/^A model is being trained, and has the GPU to itself/);
    await page.waitForSelector("#auc");
    expect(await page.$("#find:disabled")).not.toBeNull();
    await openView(page, "train");
    await page.click("#stop");
    await finished(page);
    expect(await text(page, "#announcement")).toMatch(/^Training stopped/);

    await page.click("#own-data");
    const picker = (await page.$("#files")) as ElementHandle<HTMLInputElement> | null;
    await writeFile(join(folder, "table.csv"), rows.join("\n"));
    await picker?.uploadFile(join(folder, "table.csv"));
    await page.waitForFunction(() => document.querySelector("#data-summary")?.textContent?.includes("table.csv"));
    await openView(page, "compare");
    await page.waitForSelector("#tested");
    expect(await page.$("#auc")).toBeNull();
    expect(await text(page, "anomaly-panel > .hint")).toContain("ROC curves need labels.");
    await page.select("#tested", "pca");
    await page.click("#tested-components", { count: 3 });
    await page.keyboard.type("1");
    await page.keyboard.press("Tab");
    await page.click("#find");
    await page.waitForSelector("#figure-flagged");
    expect(numberIn(await text(page, "#figure-flagged"))).toBeLessThan(10);
    expect(await page.$("#auc")).toBeNull();
  });
});
