/**
 * Takes pictures of every view of the built page, after a short training, in light and dark, on a desktop and a phone.
 * Needs `npm run build:app` first. Usage: node scripts/screenshots.mjs [FOLDER, default runs/screenshots] [FRAGMENT SETTINGS]
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { preview, runnerImport } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = process.argv[2] ?? join(root, "runs", "screenshots");
const settings = process.argv[3] ?? "epochs=3&limit=20000";
const VIEWPORTS = { desktop: { width: 1280, height: 900 }, phone: { width: 360, height: 740, deviceScaleFactor: 2 } };

const { module: chrome } = await runnerImport(fileURLToPath(new URL("../src/cli/chrome.ts", import.meta.url)));
const server = await preview({
  configFile: false,
  root,
  build: { outDir: "dist/app" },
  preview: { port: 0, host: "127.0.0.1" },
  logLevel: "warn",
});
const address = server.resolvedUrls?.local[0];
const executablePath = await chrome.findOrInstallChrome((/** @type {string} */ line) => console.warn(line));
const software = process.env.ISTHMUS_TEST_GPU === undefined;
const browser = await chrome.launchChrome({ executablePath, software });
await mkdir(folder, { recursive: true });
try {
  const page = await browser.newPage();
  await page.setViewport(VIEWPORTS.desktop);
  await page.goto(`${address}#/train?${settings}`);
  await page.waitForSelector("#start:not([disabled])", { timeout: 120_000 });
  await shoot(page, "before");
  await page.click("#start");
  await page.waitForSelector(".downloads a", { timeout: 600_000 });
  const views = await page.$$eval(".tabs a", (tabs) =>
    tabs.map((tab) => tab.getAttribute("href")?.match(/\w+/)?.[0] ?? ""),
  );
  for (const view of views) {
    await page.evaluate((name) => {
      location.hash = location.hash.replace(/^#\/\w+/, `#/${name}`);
    }, view);
    await page.waitForSelector(`${view}-view`);
    await shoot(page, view);
  }
  await page.evaluate(() => {
    location.hash = location.hash.replace(/^#\/\w+/, "#/train");
  });
  await page.waitForSelector("#open-model");
  await page.click("#open-model");
  await shoot(page, "builder");

  const blocked = await chrome.launchChrome({ executablePath, software, args: ["--disable-software-rasterizer"] });
  try {
    const without = await blocked.newPage();
    await without.goto(`${address}`);
    await without.waitForSelector("#recorded .u-over", { timeout: 60_000 });
    await shoot(without, "no-gpu");
  } finally {
    await blocked.close();
  }
} finally {
  await browser.close();
  await server.close();
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
      await new Promise((resolve) => setTimeout(resolve, 400));
      await page.screenshot({ path: join(folder, `${name}-${scheme}-${device}.png`), fullPage: true });
    }
  }
}
