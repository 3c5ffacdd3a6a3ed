import type { Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { faultsIn } from "./axe.js";
import { Site, text } from "./visit.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site?.close());
afterEach(() => site.check());

/** Settings of a step, of which little is trained. */
const QUICK = "limit=640&epochs=1&optimizer=adam&batchSize=64";

const stepOf = (page: Page) => text(page, "#story-step");
const output = (page: Page) => page.$eval("canvas.stage-output", (canvas) => (canvas as HTMLCanvasElement).toDataURL());
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.localName);

it("walks through the six steps by the keyboard alone: foretells, trains, measures, and goes on", async () => {
  const page = await site.visit({ fragment: "#/understand?step=squeeze" });
  await page.setViewport({ width: 1280, height: 900 });
  await page.waitForSelector("story-guide input");
  // Nothing to train with until it was said what one thinks.
  expect(await page.$("story-guide .deed")).toBeNull();
  const steps = await page.$$eval(".story-steps a", (links) => links.map((link) => link.textContent?.trim()));
  expect(steps).toHaveLength(6);
  for (const [index, title] of steps.entries()) {
    expect(await stepOf(page)).toBe(title?.replace(" ", ". "));
    await page.focus("story-guide input");
    await page.keyboard.press("Space");
    await page.waitForSelector("story-guide .deed");
    expect(await faultsIn(page), title).toEqual([]);
    expect(await page.$$eval("story-outcome details", (all) => all.length)).toBe(1);
    if (index === 5) break;
    await page.focus("story-outcome .link-line a");
    await page.keyboard.press("Enter");
    const next = steps[index + 1]?.replace(" ", ". ");
    await page.waitForFunction((wanted) => document.querySelector("#story-step")?.textContent === wanted, {}, next);
    // On to the next heading, for whoever reads with it.
    expect(await focused(page)).toBe("story-step");
  }

  // The last: what no digit is, drawn without a pen, is drawn worse than most digits; by the model that was there.
  await page.waitForFunction(() => / %/.test(document.querySelector(".story-readings")?.textContent ?? ""));
  const before = await output(page);
  await page.focus("story-guide .story-do button.small");
  await page.keyboard.press("Enter");
  await page.waitForFunction(
    (old) => document.querySelector<HTMLCanvasElement>("canvas.stage-output")?.toDataURL() !== old,
    {},
    before,
  );
  expect(Number(/(\d+) %/.exec(await text(page, ".story-readings"))?.[1])).toBeGreaterThan(70);
  expect(await page.evaluate(() => location.hash)).toMatch(/^#\/understand\?step=anomalies&model=custom/);
});

it("trains on the stage, keeps what came of it, and puts noise on the digit; its link brings the step back", async () => {
  const page = await site.visit({ fragment: `#/understand?step=noise&${QUICK}` });
  await page.waitForSelector("story-guide input");
  await page.waitForFunction(() =>
    /with noise/.test(document.querySelector(".stage-in figcaption")?.textContent ?? ""),
  );
  await page.click("story-guide input");
  const readings = () => text(page, ".story-readings");
  await page.waitForSelector(".story-readings");
  const half = await readings();
  await page.focus("#story-noise");
  await page.keyboard.press("End");
  await page.waitForFunction(
    (old) => document.querySelector(".story-readings")?.textContent?.replace(/\s+/g, " ").trim() !== old,
    {},
    half,
  );
  await page.keyboard.press("Home");
  await page.waitForFunction(() => !/noise/.test(document.querySelector(".stage-in figcaption")?.textContent ?? ""));
  // The settings of the link stand: they are what the stage's waist trains anew, narrower by one.
  await page.waitForSelector(".grip:not([aria-disabled])");
  await page.focus(".grip");
  await page.keyboard.press("Home");
  await page.waitForSelector("#stop, .stage-curve");
  await page.waitForSelector("#one-step:not([disabled])");
  expect(await page.evaluate(() => location.hash)).toMatch(/step=noise.*limit=640/);

  // A step's own training, stopped and measured nowhere; then one that ends.
  await page.focus("story-guide .deed");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#stop");
  await page.focus("#stop");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#one-step:not([disabled])");
  expect(await page.$(".story-results")).toBeNull();
  expect(await focused(page)).not.toBe("body");
  await page.click("story-guide .deed");
  const measured = () =>
    /on noisy digits\s*0\.0/.test(document.querySelector(".story-results tbody")?.textContent ?? "");
  await page.waitForFunction(measured, { timeout: 250_000 });
  expect(await text(page, ".story-results thead")).toMatch(/Cleaned, off by.*Before/);
  const [cleaned = 1, spoiled = 0] = await page.$$eval(".story-results td", (cells) =>
    cells.map((cell) => Number(cell.textContent)),
  );
  expect(cleaned).toBeLessThan(spoiled);
});

it("fits a phone, and works where there is no GPU", async () => {
  const without = await site.launch(["--disable-software-rasterizer"]);
  const page = await site.visit({ fragment: "#/understand?step=pca", in: without });
  await page.setViewport({ width: 360, height: 740 });
  await page.waitForSelector("story-guide input");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.click("story-guide input");
  await page.waitForSelector("story-guide .deed:not([aria-disabled])");
  await page.click("story-guide .deed");
  await page.waitForSelector("#stop");
  // The stage has come into sight, below what was pressed.
  expect(await page.$eval(".stage-flow", (flow) => flow.getBoundingClientRect().top)).toBeLessThan(740);
  await page.click("#stop");
  await page.waitForSelector("#one-step:not([disabled])");
});
