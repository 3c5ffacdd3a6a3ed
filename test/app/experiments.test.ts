import { decode } from "fast-png";
import type { Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { EXPERIMENTS } from "../../src/experiments/experiments.js";
import { faultsIn } from "./axe.js";
import { coloursIn, downloaded, finished, openView, ready, Site, text } from "./visit.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site?.close());
afterEach(() => site.check());

/** Opens an experiment's card; resolves when it could be run. */
async function openCard(page: Page, name: string): Promise<void> {
  await page.waitForSelector(`#open-${name}`);
  await page.click(`#open-${name}`);
  await page.waitForSelector(`#run-${name}:not([disabled])`);
}

describe("the view Experiments", () => {
  it("explains every experiment, runs one, shows what it found, and lets it be taken home", async () => {
    const page = await site.visit({ fragment: "#/experiments" });
    await page.setViewport({ width: 1280, height: 900 });
    await page.waitForSelector("#open-single-sample");
    const titles = await page.$$eval(".opener > span", (all) => all.map((title) => title.textContent));
    expect(titles).toEqual([...EXPERIMENTS.values()].map(({ title }) => title));

    await openCard(page, "single-sample");
    expect(await text(page, ".prose")).toContain("Before training on 60,000 digits it is worth training on one.");
    // Both forms are the same: nothing to choose.
    expect(await page.$("input[type=radio]")).toBeNull();
    await page.focus("#run-single-sample");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#cancel-single-sample");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("cancel-single-sample");
    await page.waitForSelector(".finding");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("run-single-sample");
    const [, loss = "", floor = ""] =
      /the loss is (0\.\d+),.* below (0\.\d+)\./.exec(await text(page, ".finding")) ?? [];
    expect(Number(loss)).toBeGreaterThan(Number(floor));
    expect(Number(loss)).toBeLessThan(0.09);
    expect(await text(page, "#experiment-announcement")).toMatch(
      /^One digit, learned by heart has finished\. After 100/,
    );

    // The digit and what the model makes of it: nearly the same pixels, and a difference that is nearly black.
    const levels = await page.$$eval("result-figure canvas", (all) =>
      all.map((canvas) => {
        const copy = new OffscreenCanvas(28, 28).getContext("2d", { willReadFrequently: true });
        copy?.drawImage(canvas as HTMLCanvasElement, 0, 0);
        return [...(copy?.getImageData(0, 0, 28, 28).data ?? [])].filter((_, index) => index % 4 === 0);
      }),
    );
    const ink = levels.map((picture) => picture.reduce((sum, level) => sum + level, 0));
    expect(ink).toHaveLength(3);
    expect(ink[1]).toBeGreaterThan(0.9 * (ink[0] ?? 0));
    expect(ink[2]).toBeLessThan(0.2 * (ink[0] ?? 0));
    expect(await page.$$eval(".pixels", (grids) => grids.map((grid) => grid.querySelectorAll("td").length))).toEqual([
      784, 784,
    ]);
    expect(await page.$$(".pixels .marked")).toHaveLength(2);
    await page.waitForSelector("result-chart .u-over");
    expect(await page.$eval("result-chart .plot", (plot) => plot.ariaLabel)).toMatch(
      /^Loss of each step, and the least it could be: loss ends at 0\.\d+, entropy of the digit ends at 0\.\d+\.$/,
    );
    await page.click("result-chart summary");
    expect(await page.$$eval("result-chart tbody tr", (rows) => rows.length)).toBe(100);
    expect(await faultsIn(page)).toEqual([]);

    // Another view and back: nothing is lost.
    await openView(page, "understand");
    await openView(page, "experiments");
    await page.click("#open-single-sample");
    await page.waitForSelector(".finding");
    const json = JSON.parse((await downloaded(page, "single-sample.json")).toString());
    expect(json).toMatchObject({
      experiment: "single-sample",
      sections: [{ blocks: [{ file: "digit.png" }] }, {}, {}, {}],
    });
    expect(json.sections[1].blocks[0].series[0].y).toHaveLength(100);
    const png = decode(await downloaded(page, "digit.png"));
    expect([png.width, png.height]).toEqual([32 + 3 * 84 + 2 * 6, 32 + 84]);
    const chart = decode(await downloaded(page, "loss.png"));
    expect([chart.width, chart.height]).toEqual([960 + 2 * 24, 400 + 2 * 24 + 36 + 26]);
    // Both lines, the dashed one too.
    for (const line of ["10,108,116", "180,83,10"]) expect(coloursIn(chart).get(line)).toBeGreaterThan(100);

    await page.setViewport({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  it("finds what is unusual, with the threshold drawn across the errors", async () => {
    const page = await site.visit({ fragment: "#/experiments" });
    await page.setViewport({ width: 1280, height: 900 });
    await openCard(page, "anomaly");
    await page.click("#run-anomaly");
    await page.waitForSelector(".finding");
    expect(await text(page, ".finding")).toMatch(/^In the table the model flags \d+\.\d % of the spoiled rows/);
    await page.waitForFunction(() => document.querySelectorAll("result-chart .u-over").length === 3);
    const charts = await page.$$eval("result-chart", (all) =>
      all.map((chart) => ({
        said: chart.querySelector(".plot")?.ariaLabel,
        legend: [...chart.querySelectorAll(".legend li")].map((item) => item.textContent?.trim().replace(/\s+/g, " ")),
      })),
    );
    expect(charts.map(({ said }) => said)).toEqual([
      expect.stringMatching(
        /^ROC curves: .*: table of sensors has an area of 0\.\d{3} below it, images of class 0 has/,
      ),
      expect.stringMatching(/^How large the errors are: above the threshold are \d+ % of the normal samples and \d+ %/),
      expect.stringMatching(/^How large the errors are: above the threshold are/),
    ]);
    expect(charts[1]?.legend[2]).toMatch(/^threshold 0\.\d+$/);
    // A dashed line in the colour of the ink, from top to bottom.
    const inked = await page.$$eval("result-chart canvas", (all) =>
      all.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
        copy?.drawImage(canvas as HTMLCanvasElement, 0, 0);
        const ink = getComputedStyle(canvas).getPropertyValue("--ink").trim();
        const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(ink.slice(at, at + 2), 16));
        const data = copy?.getImageData(0, 0, width, height).data ?? [];
        const columns = new Map<number, number>();
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3] !== 255 || data[at] !== red || data[at + 1] !== green || data[at + 2] !== blue) continue;
          const column = (at / 4) % width;
          columns.set(column, (columns.get(column) ?? 0) + 1);
        }
        return Math.max(0, ...columns.values());
      }),
    );
    expect(inked[0]).toBe(0);
    for (const line of inked.slice(1)) expect(line).toBeGreaterThan(80);
    expect(await faultsIn(page)).toEqual([]);
    await page.setViewport({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });

  it("says how long the full form takes, takes the quick one on a slow adapter, and can be cancelled", async () => {
    const page = await site.visit({ fragment: "#/experiments" });
    await openCard(page, "bce-vs-mse");
    const chosen = () => page.$eval("[name=form-bce-vs-mse]:checked", (radio) => (radio as HTMLInputElement).value);
    expect(await chosen()).toBe("quick");
    expect(await text(page, ".setting-list")).toContain("epochs4");
    await page.click("[value=full]");
    expect(await text(page, ".setting-list")).toContain("epochs50");
    await page.waitForFunction(() =>
      /About [\d.]+ (min|h) here/.test(document.querySelector(".run-line")?.textContent ?? ""),
    );

    await page.click("#run-bce-vs-mse");
    await page.waitForFunction(() =>
      /cross-entropy/.test(document.querySelector("#progress-bce-vs-mse")?.textContent ?? ""),
    );
    // One thing at a time.
    await page.click("#open-pca");
    expect(await page.$("#run-pca:not([disabled])")).toBeNull();
    expect(await text(page, ".run-line")).toContain("“Cross-entropy or squared error?” has the GPU now");
    await page.click("#open-bce-vs-mse");
    await page.click("#cancel-bce-vs-mse");
    await page.waitForSelector("#run-bce-vs-mse:not([disabled])");
    expect(await page.$(".finding, .notice")).toBeNull();
    expect(await text(page, "#experiment-announcement")).toBe("Cross-entropy or squared error? was cancelled.");

    // While a model is being trained, the GPU is its.
    await openView(page, "train");
    await ready(page);
    await page.click("#start");
    await openView(page, "experiments");
    await page.click("#open-losses");
    expect(await text(page, ".run-line")).toContain("A model is being trained, and has the GPU until it ends");
    expect(await page.$("#run-losses:not([disabled])")).toBeNull();
    await openView(page, "train");
    await page.click("#stop");
    await finished(page);
  });
});
