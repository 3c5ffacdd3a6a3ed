/**
 * Takes pictures of the built page, in light and dark, on a desktop and a phone: of its first second and of a training 2 and 10 seconds
 * old, as they are seen without scrolling; then of every view at work, after a training: of the whole page each, and of what a desktop
 * shows at first. In Firefox, of the first three only.
 * Needs `npm run build:app` first.
 * Usage: node scripts/screenshots.mjs [FOLDER, default runs/screenshots] [FRAGMENT SETTINGS] [firefox]
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { moment, openBuiltPage } from "./built-page.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.argv[2] ?? join(root, "runs", "screenshots");
const settings = process.argv[3] ?? "optimizer=adam&batchSize=128&epochs=8&limit=20000";
const VIEWPORTS = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740, deviceScaleFactor: 2 } };
const SLOW = { timeout: 600_000 };

const firefox = process.argv[4] === "firefox";
const { browser, address, close } = await openBuiltPage({ firefox });
await mkdir(folder, { recursive: true });
try {
  await takeMoments();
  if (!firefox) await takeViews();
} finally {
  await close();
}

/** The stage in its first second, and while it learns: a visitor for each. */
async function takeMoments() {
  for (const scheme of ["light", "dark"]) {
    for (const [device, viewport] of Object.entries(VIEWPORTS)) {
      const visitor = await browser.createBrowserContext();
      const page = await visitor.newPage();
      await page.setViewport(viewport);
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]).catch(() => {});
      await page.goto(`${address}#/train?${settings}`);
      if (firefox) await page.select(".bar-end select", scheme);
      const shot = (/** @type {string} */ name) =>
        page.screenshot({ path: join(folder, `${firefox ? "firefox-" : ""}${name}-${scheme}-${device}.png`) });
      await page.waitForFunction(() =>
        /before you came/.test(document.querySelector("#stage-keys")?.textContent ?? ""),
      );
      await shot("first");
      await page.waitForSelector("#start:not([disabled], [data-first])", SLOW);
      await page.click("#start");
      // From its first step on: before it, kernels are compiled, for seconds on a software adapter.
      await page.waitForFunction(
        () => !/step 0 /.test(document.querySelector("#progress-label")?.textContent ?? ""),
        SLOW,
      );
      await moment(2000);
      await shot("training-2s");
      await moment(8000);
      await shot("training-10s");
      await visitor.close();
    }
  }
}

/** Every view at work. */
async function takeViews() {
  const page = await browser.newPage();
  await page.setViewport(VIEWPORTS.desktop);
  await page.goto(`${address}#/train?${settings}`);
  await page.waitForSelector("#start:not([disabled], [data-first])", { timeout: 120_000 });
  await shoot(page, "before");
  await page.click("#start");
  await page.waitForSelector(".downloads a", SLOW);
  const views = await page.$$eval(".tabs a", (tabs) =>
    tabs.map((tab) => tab.getAttribute("href")?.match(/\w+/)?.[0] ?? ""),
  );
  for (const view of views) {
    await page.evaluate((name) => {
      location.hash = location.hash.replace(/^#\/\w+/, `#/${name}`);
    }, view);
    await page.waitForSelector(`${view}-view`);
    await use(page, view);
    await shoot(page, view);
    if (view === "understand") await shootStory(page);
  }
  await page.evaluate(() => {
    location.hash = location.hash.replace(/^#\/\w+/, "#/train");
  });
  await page.waitForSelector("#open-model");
  await page.click("#open-model");
  await shoot(page, "builder");

  const without = await openBuiltPage({ args: ["--disable-software-rasterizer"] });
  try {
    const visit = await without.browser.newPage();
    await visit.goto(without.address);
    await visit.waitForSelector("#start:not([disabled])", { timeout: 60_000 });
    await shoot(visit, "no-gpu");
  } finally {
    await without.close();
  }
}

/**
 * Every step of the story: its question, and what came of its first training.
 * @param {import("puppeteer-core").Page} page
 */
async function shootStory(page) {
  const steps = await page.$$eval(".story-steps a", (links) => links.map((link) => link.getAttribute("href") ?? ""));
  for (const [index, hash] of steps.entries()) {
    await page.setViewport(VIEWPORTS.desktop);
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
    await page.waitForSelector(`.story-steps li:nth-child(${index + 1}) a[aria-current=step]`);
    await shoot(page, `story-${index + 1}-question`);
    await page.setViewport(VIEWPORTS.desktop);
    await press(page, "story-guide input:not([disabled])", ".deed:not([aria-disabled])");
    await page.click(".deed");
    await page.waitForSelector("#stop", SLOW);
    await page.waitForSelector("#one-step:not([disabled])", SLOW);
    await page.waitForFunction(() => !document.querySelector(".story-results")?.textContent?.includes("…"), SLOW);
    await shoot(page, `story-${index + 1}`);
  }
}

/**
 * Has a view do what it is there for.
 * @param {import("puppeteer-core").Page} page
 * @param {string} view
 */
async function use(page, view) {
  if (view === "explore") {
    await page.waitForSelector("canvas.drawing", SLOW);
    await drawSeven(page);
    await press(page, "[name=map][value=umap]", ".map-bare");
    await page.waitForSelector("canvas.map", SLOW);
  } else if (view === "compare") {
    await press(page, "#compare", "#scores");
    await press(page, "#find", "#found");
  } else if (view === "experiments") {
    await press(page, "#open-single-sample", "#run-single-sample");
    await press(page, "#run-single-sample", ".finding");
    await page.waitForSelector("result-chart .u-over");
  } else if (view === "speed") await press(page, "#measure", "#floors");
}

/**
 * Presses a button when it can be pressed, and waits for what comes of it.
 * @param {import("puppeteer-core").Page} page
 * @param {string} button
 * @param {string} result
 */
async function press(page, button, result) {
  await page.waitForSelector(`${button}:not([disabled])`, SLOW);
  await page.click(button);
  await page.waitForSelector(result, SLOW);
}

/** @param {import("puppeteer-core").Page} page */
async function drawSeven(page) {
  const canvas = await page.$("canvas.drawing");
  await canvas?.scrollIntoView();
  const box = await canvas?.boundingBox();
  if (!box) throw new Error("There is nothing to draw on.");
  const at = (/** @type {number} */ x, /** @type {number} */ y) =>
    /** @type {const} */ ([box.x + x * box.width, box.y + y * box.height]);
  await page.mouse.move(...at(0.25, 0.25));
  await page.mouse.down();
  await page.mouse.move(...at(0.75, 0.25), { steps: 6 });
  await page.mouse.move(...at(0.45, 0.85), { steps: 6 });
  await page.mouse.up();
  await page.mouse.move(0, 0);
}

/**
 * @param {import("puppeteer-core").Page} page
 * @param {string} name
 */
async function shoot(page, name) {
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    for (const [device, viewport] of Object.entries(VIEWPORTS)) {
      await page.setViewport(viewport);
      // The chart follows its frame a moment later.
      await moment(400);
      const path = join(folder, `${name}-${scheme}-${device}`);
      await page.screenshot({ path: `${path}.png`, fullPage: true });
      await page.evaluate(() => scrollTo(0, 0));
      if (device === "desktop") await page.screenshot({ path: `${path}-top.png` });
    }
  }
}
