import type { Browser } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { finished, openView, pictures, ready, Site, text } from "../app/visit.js";
import { connectToBrowser } from "../harness/browser.js";

/** The page's main paths in Firefox; test/app goes all of them, in Chrome. */

let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await connectToBrowser();
  site = await Site.open({ browser });
});
afterAll(async () => {
  await site?.server.close();
});
afterEach(() => site.check());

it("trains, explores and compares", async () => {
  const page = await site.visit({ fragment: "#/train?limit=1024&epochs=2&batchSize=64&optimizer=adam" });
  page.setDefaultTimeout(240_000);
  await ready(page);
  expect(await text(page, "#adapter")).toMatch(/llvmpipe|lavapipe|a software adapter/i);

  await page.click("#start");
  await finished(page);
  const digits = async (selector: string) => Number(await text(page, selector));
  const [loss, validationLoss] = [await digits("#figure-loss"), await digits("#figure-val-loss")];
  expect(loss).toBeGreaterThan(0);
  // An untrained model's is 0.69.
  expect(validationLoss).toBeLessThan(0.4);
  const [originals, drawn] = [await pictures(page, "original"), await pictures(page, "reconstruction")];
  expect(drawn).toHaveLength(10);
  expect(drawn.every((picture) => picture.some((value) => value > 0))).toBe(true);
  expect(drawn).not.toEqual(originals);
  expect(new Set((await pictures(page, "code")).map(String)).size).toBe(10);

  await openView(page, "explore");
  await page.waitForSelector(".explore[aria-busy=false] canvas.map");
  expect(await text(page, "#map-keys")).toMatch(/^2,000 samples that it was not trained on\./);
  // A slider draws what the decoder makes of its code.
  const decoded = () => page.$eval("explore-sliders canvas", (canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const before = await decoded();
  await page.focus(".slider input:not([disabled])");
  await page.keyboard.press("End");
  await expect.poll(decoded, { timeout: 120_000 }).not.toBe(before);

  await openView(page, "compare");
  await page.waitForSelector("comparison-panel");
  await page.select("#side-a", "model 1");
  await page.select("#side-b", "pca");
  await page.click("#compare");
  await page.waitForFunction(() =>
    /PCA with 32 components/.test(document.querySelector("#scores thead")?.textContent ?? ""),
  );
  const [own] = await page.$$eval("#scores tbody tr", (rows) =>
    rows
      .map((row) => [...row.children].map(({ textContent }) => textContent ?? ""))
      .filter(([title]) => title === "Binary cross-entropy")
      .map(([, value]) => value),
  );
  expect(Number.parseFloat(own ?? "")).toBeCloseTo(validationLoss, 3);
});
