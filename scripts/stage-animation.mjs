/**
 * Makes docs/stage.webp, the animation at the top of the README, from frames of the built page: its first second, a training of a code
 * of two numbers, and the waist dragged wider, which trains anew.
 * Needs `npm run build:app` first, and img2webp (on Debian in the package webp). Usage: node scripts/stage-animation.mjs [FILE]
 */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { moment, openBuiltPage } from "./built-page.mjs";

const file = process.argv[2] ?? fileURLToPath(new URL("../docs/stage.webp", import.meta.url));
/** Between two frames when they are taken and when they are shown, in milliseconds: on a GPU it is faster than this. */
const [TAKEN, SHOWN] = [400, 100];
const VIEW = { width: 960, height: 700 };
/** Always the same part of the page: what stands below the plane comes and goes. */
const STAGE = { x: 12, y: 100, width: 936, height: 560 };
const hidden = { type: "dense", units: 128, activation: "relu" };
const settings = new URLSearchParams({
  model: "custom",
  encoder: JSON.stringify([hidden, { type: "dense", units: 2, activation: "linear" }]),
  decoder: JSON.stringify([hidden, { type: "dense", units: 784, activation: "sigmoid" }]),
  optimizer: "adam",
  learningRate: "0.002",
  batchSize: "64",
  epochs: "16",
  limit: "5000",
});

const { browser, address, close } = await openBuiltPage();
const folder = await mkdtemp(join(tmpdir(), "isthmus-stage-"));
/** @type {string[]} */
const frames = [];
try {
  const page = await browser.newPage();
  await page.setViewport(VIEW);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  await page.goto(`${address}#/train?${settings}`);
  await page.waitForSelector("#start:not([disabled], [data-first])", { timeout: 120_000 });
  await page.waitForFunction(() => /before you came/.test(document.querySelector("#stage-keys")?.textContent ?? ""));
  const map = await (await page.$(".stage-map"))?.boundingBox();
  const grip = await (await page.$(".grip"))?.boundingBox();
  if (!map || !grip) throw new Error("There is no stage.");
  await film(page, 6);
  // Between the samples, what lies there is drawn; the last is a sample, a zero.
  for (const [x, y] of [
    [0.45, 0.2],
    [0.6, 0.65],
    [0.384, 0.6],
  ]) {
    await page.mouse.click(map.x + (x ?? 0) * map.width, map.y + (y ?? 0) * map.height);
    await film(page, 5);
  }
  await page.click("#start");
  await learns(page);
  await film(page, 50);
  const { x, y, width, height } = grip;
  await page.mouse.move(x + width / 2, y + height - 6);
  await page.mouse.down();
  for (const moved of [20, 40, 60, 80]) {
    await page.mouse.move(x + width / 2, y + height - 6 + moved);
    await film(page, 1);
  }
  await page.mouse.up();
  await page.mouse.move(0, 0);
  await learns(page);
  await film(page, 36);
} finally {
  await close();
}
execFileSync("img2webp", ["-loop", "0", "-lossy", "-q", "60", "-m", "6", "-d", String(SHOWN), ...frames, "-o", file]);
await rm(folder, { recursive: true });
process.stderr.write(`${file}: ${frames.length} frames\n`);

/**
 * Waits for the first step of a run.
 * @param {import("puppeteer-core").Page} page
 */
async function learns(page) {
  await page.waitForSelector("#stop");
  await page.waitForFunction(() => !/step 0 /.test(document.querySelector("#progress-label")?.textContent ?? ""));
}

/**
 * @param {import("puppeteer-core").Page} page
 * @param {number} count
 */
async function film(page, count) {
  for (let taken = 0; taken < count; taken++) {
    const next = moment(TAKEN);
    const path = /** @type {`${string}.png`} */ (join(folder, `${String(frames.length).padStart(3, "0")}.png`));
    await page.screenshot({ path, clip: STAGE, optimizeForSpeed: true });
    frames.push(path);
    await next;
  }
}
