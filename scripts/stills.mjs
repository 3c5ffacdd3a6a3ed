/**
 * Takes README's pictures of the built page at work into docs/: train, explore and compare in light, unusual in dark.
 * Needs `npm run build:app` first. Usage: node scripts/stills.mjs
 */
import { fileURLToPath } from "node:url";
import { moment, openBuiltPage } from "./built-page.mjs";

const SETTINGS = "optimizer=adam&batchSize=128&epochs=8";
const SLOW = { timeout: 600_000 };

const { browser, address, close } = await openBuiltPage();
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(SLOW.timeout);
  const shot = (/** @type {string} */ name) =>
    page.screenshot({
      path: fileURLToPath(new URL(`../docs/${name}.webp`, import.meta.url)),
      type: "webp",
      quality: 88,
    });
  const open = async (/** @type {string} */ view, /** @type {string} */ sign) => {
    await page.click(`.tabs a[href^='#/${view}']`);
    await page.waitForSelector(sign);
  };
  await page.setViewport({ width: 1280, height: 740 });
  await page.goto(`${address}#/train?${SETTINGS}`);
  await page.waitForSelector("#start:not([disabled], [data-first])");
  await moment(1500);
  await shot("train");
  await page.click("#start");
  await page.waitForSelector(".downloads a");

  // More of a view, in fewer pixels.
  await page.setViewport({ width: 1280, height: 1210, deviceScaleFactor: 0.75 });
  await open("explore", "explore-view canvas.map");
  await page.click("[name=map][value=umap]");
  await page.waitForSelector(".map-bare");
  await page.waitForSelector("canvas.map");
  await page.mouse.move(0, 0);
  await page.evaluate(() => scrollTo(0, 0));
  await moment(2000);
  await shot("explore");

  await open("compare", "#compare:not([disabled])");
  await page.click("#compare");
  await page.waitForSelector("#scores");
  await page.evaluate(() => scrollTo(0, 0));
  await moment(2000);
  await shot("compare");

  await page.click("#find");
  await page.waitForSelector("#found");
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await page.$eval("anomaly-panel", (panel) => panel.scrollIntoView());
  await page.evaluate(() => scrollBy(0, -40));
  await moment(1500);
  await shot("unusual");
} finally {
  await close();
}
