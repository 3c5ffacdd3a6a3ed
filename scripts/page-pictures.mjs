/**
 * Makes the pictures beside the page, in src/app/pictures: its icons from src/app/icon.svg, and link.png, which others show of a link
 * to it: the stage of the built page as it stands in its first second, 1200 × 630.
 * Needs `npm run build:app` first, and again afterwards. Usage: node scripts/page-pictures.mjs
 */
import { readFile, writeFile } from "node:fs/promises";
import { moment, openBuiltPage } from "./built-page.mjs";

const FOLDER = new URL("../src/app/pictures/", import.meta.url);
/** The share of a maskable icon that no mask cuts off: a circle of 80 % of its width. */
const SAFE = 0.8;

const { browser, address, close } = await openBuiltPage();
try {
  const page = await browser.newPage();
  const svg = await readFile(new URL("../src/app/icon.svg", import.meta.url), "utf8");
  const shape = svg.match(/<path .*\/>/)?.[0] ?? "";
  const ground = svg.match(/fill="(#\w+)"/)?.[1] ?? "";
  // The icon on a ground without corners: whoever shows it cuts those.
  const full = (/** @type {number} */ share) =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="${ground}"/>` +
    `<g transform="translate(16 16) scale(${share}) translate(-16 -16)">${shape}</g></svg>`;
  await icon(page, "icon-192.png", svg, 192);
  await icon(page, "icon-512.png", svg, 512);
  await icon(page, "icon-maskable.png", full(SAFE), 512);
  await icon(page, "icon-apple.png", full(1), 180);

  await page.setViewport({ width: 1200, height: 630 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  await page.goto(address);
  await page.waitForSelector("#start:not([disabled], [data-first])", { timeout: 120_000 });
  await page.waitForFunction(() => /before you came/.test(document.querySelector("#stage-keys")?.textContent ?? ""));
  // Which GPU made the picture is nobody's business.
  await page.$eval(".bar-end", (end) => end.remove());
  await moment(500);
  await keep("link.png", await page.screenshot());
} finally {
  await close();
}

/**
 * @param {import("puppeteer-core").Page} page
 * @param {string} name
 * @param {string} svg
 * @param {number} side
 */
async function icon(page, name, svg, side) {
  await page.setViewport({ width: side, height: side });
  const image = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await page.setContent(`<style>body { margin: 0 } img { display: block; width: 100vw }</style><img src="${image}">`);
  await keep(name, await page.screenshot({ omitBackground: true }));
}

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 */
async function keep(name, bytes) {
  await writeFile(new URL(name, FOLDER), bytes);
  process.stderr.write(`${name}: ${bytes.length.toLocaleString("en")} bytes\n`);
}
