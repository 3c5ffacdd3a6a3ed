import type { Browser, ElementHandle, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { faultsIn } from "./axe.js";
import { finished, openView, ready, Site, text } from "./visit.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site?.close());
afterEach(() => site.check());

/** Every pixel of the canvas that a selector finds. */
function pixels(page: Page, selector: string): Promise<number[]> {
  return page.$eval(selector, (element) => {
    const canvas = element as HTMLCanvasElement;
    // From a copy: Chrome warns when the page's own canvases are read often.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy?.drawImage(canvas, 0, 0);
    return [...(copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [])];
  });
}

/** Waits until a canvas shows `wanted`, or where `not` is set, anything else. */
async function shows(page: Page, selector: string, wanted: readonly number[], not = false): Promise<void> {
  await expect
    .poll(async () => (await pixels(page, selector)).join() === wanted.join(), { timeout: 120_000, interval: 100 })
    .toBe(!not);
}

const pins = (page: Page) => page.$$eval(".pins li", (items) => items.length);

async function boxOf(page: Page, selector: string): Promise<{ x: number; y: number; width: number; height: number }> {
  const element = (await page.$(selector)) as ElementHandle;
  await element.scrollIntoView();
  const box = await element.boundingBox();
  if (!box) throw new Error(`${selector} has no box.`);
  return box;
}

async function draw(page: Page, points: readonly (readonly [number, number])[]): Promise<void> {
  const { x, y, width, height } = await boxOf(page, "canvas.drawing");
  const at = ([right, down]: readonly [number, number]) => [x + right * width, y + down * height] as const;
  const [first, ...rest] = points.map(at);
  if (!first) return;
  await page.mouse.move(...first);
  await page.mouse.down();
  for (const point of rest) await page.mouse.move(...point, { steps: 4 });
  await page.mouse.up();
}

/** Ends the process that a browser's adapters live in, as a crash of the driver would. */
async function killGpuProcess(chrome: Browser): Promise<void> {
  const cdp = await chrome.target().createCDPSession();
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  const gpu = processInfo.find(({ type }) => type === "GPU");
  if (!gpu) throw new Error("This browser has no GPU process.");
  process.kill(gpu.id);
}

describe("the view Explore", () => {
  it("is of use before anything was trained, then shows where codes lie, and what they become", async () => {
    const page = await site.visit({ fragment: "#/explore?limit=1024&epochs=1&batchSize=32&optimizer=adam" });
    await page.setViewport({ width: 1280, height: 900 });
    await page.waitForSelector("#first-model");
    expect(await text(page, "#explore-empty")).toMatch(/Nothing to explore yet.*in the view Train.*3 epochs of 4,000/);
    await page.click("#explore-empty a");
    await ready(page);
    await page.click("#start");
    await openView(page, "explore");
    await page.waitForSelector("canvas.map");

    // The map: samples it was not trained on, by class.
    expect(await text(page, "#map-keys")).toMatch(/^2,000 samples that it was not trained on\. Two axes show \d\d % /);
    const whole = await pixels(page, "canvas.map");
    expect(whole.some((value) => value > 0)).toBe(true);
    expect(await page.$$(".class-legend button")).toHaveLength(10);
    await page.click(".class-legend button:nth-child(4)");
    await shows(page, "canvas.map", whole, true);
    await page.click(".class-legend button:nth-child(4)");
    await shows(page, "canvas.map", whole);

    // By keyboard: to the next sample, pin it; closer and back.
    expect([await text(page, "#picked figcaption"), await pins(page)]).toEqual(["7, no. 1", 2]);
    await page.focus("canvas.map");
    await page.keyboard.press("ArrowDown");
    const next = await text(page, "#picked figcaption");
    expect(next).not.toBe("7, no. 1");
    await page.keyboard.press("Enter");
    expect(await pins(page)).toBe(3);
    expect(await text(page, "explore-picked [role=status]")).toBe(`${next}, pinned`);
    const closer = () =>
      page.$eval("explore-scatter .zoom button:last-child", (button) => !(button as HTMLButtonElement).disabled);
    await page.keyboard.press("+");
    expect(await closer()).toBe(true);
    await page.keyboard.press("0");
    expect(await closer()).toBe(false);

    // By mouse: what is under it, and a click pins that.
    const map = await boxOf(page, "canvas.map");
    await page.mouse.move(map.x + 0.45 * map.width, map.y + 0.5 * map.height);
    await page.waitForFunction((old) => document.querySelector("#picked figcaption")?.textContent !== old, {}, next);
    const pointed = await text(page, "#picked figcaption");
    await page.mouse.down();
    await page.mouse.up();
    expect(await pins(page)).toBe(4);
    expect(await text(page, "#start-from")).toContain(pointed);

    // Sliders: from the pinned sample they draw what the network draws of it.
    const mean = await pixels(page, "explore-sliders canvas");
    expect(await page.$$(".slider input")).toHaveLength(32);
    await page.select("#start-from", await page.$eval("#start-from option:last-child", (option) => option.value));
    await shows(page, "explore-sliders canvas", mean, true);
    const redrawn = await pixels(page, "#picked figure:nth-child(2) canvas");
    await shows(page, "explore-sliders canvas", redrawn);
    await page.focus(".slider input:not([disabled])");
    await page.keyboard.press("End");
    const live = "explore-sliders .slider:has(input:not([disabled]))";
    expect(await text(page, `${live} output`)).toBe(
      Number(await page.$eval(`${live} input`, (input) => (input as HTMLInputElement).max)).toFixed(2),
    );
    await shows(page, "explore-sliders canvas", redrawn, true);
    await page.click("#back-to-start");
    await shows(page, "explore-sliders canvas", redrawn);

    // A walk ends at the sample that was pinned last, and begins at the one before.
    const step = (at: number) => `.walk > :nth-child(${at}) canvas`;
    expect(await page.$$(".walk canvas")).toHaveLength(9);
    await shows(page, step(9), redrawn);
    await page.select("#walk-from", await page.$eval("#walk-to", (to) => (to as HTMLSelectElement).value));
    await shows(page, step(1), redrawn);

    // A stroke at the side, which is moved to the middle, and found to be like ones.
    await draw(page, [
      [0.2, 0.2],
      [0.15, 0.7],
    ]);
    await page.waitForSelector("#seen");
    await expect.poll(() => text(page, ".neighbours"), { timeout: 120_000 }).toMatch(/1 .*1 .*1/);
    const gets = await pixels(page, "#seen canvas");
    const ink = (columns: (column: number) => boolean) =>
      gets.reduce((sum, value, at) => sum + (at % 4 === 3 && columns(Math.floor(at / 4) % 28) ? value : 0), 0);
    expect(ink((column) => column < 14) / ink(() => true)).toBeCloseTo(0.5, 1);
    await page.click("#clear");
    expect(await page.$("#seen")).toBeNull();
    await page.focus("canvas.drawing");
    await page.keyboard.press("Space");
    for (let pressed = 0; pressed < 6; pressed++) await page.keyboard.press("ArrowDown");
    await page.waitForSelector("#seen");
    expect(await text(page, "draw-pad [role=status]")).toBe("The pen is down.");
    await page.keyboard.press("Backspace");
    expect(await page.$("#seen")).toBeNull();

    // A map of neighbours takes its time, and can be ended.
    await page.click("input[value=umap]");
    await page.waitForSelector("#cancel-map");
    await page.click("#cancel-map");
    await page.waitForSelector("#make-map");
    await page.click("input[value=pca]");
    await page.waitForSelector("canvas.map");

    expect(await faultsIn(page)).toEqual([]);
    await page.setViewport({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);

    // Another view and back: nothing is lost.
    await openView(page, "understand");
    await openView(page, "explore");
    await page.waitForSelector("canvas.map");
    expect(await pins(page)).toBe(4);
  });

  it("shows a plane of codes in the middle of training, lets it go on, and outlives its GPU", async () => {
    const chrome = await site.launch();
    const fragment = "#/explore?model=variational&limit=512&epochs=1000&batchSize=128";
    const page = await site.visit({ fragment, in: chrome });
    await openView(page, "train");
    await ready(page);
    await page.click("#start");
    await openView(page, "explore");
    await page.waitForSelector("#pause-and-explore");
    await page.click("#pause-and-explore");
    await page.waitForSelector("canvas.map");
    expect(await text(page, "#explore-paused")).toMatch(/paused in epoch \d+ of 1,000/);
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe("button");

    // The grid: 15 × 15 pictures, and the sliders go where it is pointed at.
    await page.waitForFunction(() => document.querySelector<HTMLCanvasElement>("canvas.plane")?.width === 15 * 28);
    const before = await pixels(page, "explore-sliders canvas");
    await page.focus("canvas.plane");
    for (const key of ["ArrowLeft", "ArrowLeft", "ArrowUp", "Enter"] as const) await page.keyboard.press(key);
    expect(await page.$eval("#start-from", (select) => (select as HTMLSelectElement).value)).toBe("place");
    await shows(page, "explore-sliders canvas", before, true);
    const [, across, up] = /At (\S+) across and (\S+) up/.exec(await text(page, "#plane-keys")) ?? [];
    expect(await page.$$eval(".slider output", (all) => all.map((output) => output.textContent))).toEqual([across, up]);

    // Anywhere between the codes is something, too; a click there takes the sliders along.
    const map = await boxOf(page, "canvas.map");
    await page.mouse.move(map.x + 20, map.y + 20);
    await page.waitForSelector("#picked figure:nth-child(3)");
    await page.mouse.down();
    await page.mouse.up();
    const under = "#picked figure:nth-child(3) canvas";
    await expect
      .poll(async () => (await pixels(page, under)).join() === (await pixels(page, "explore-sliders canvas")).join())
      .toBe(true);

    await page.click("#explore-paused button");
    await page.waitForSelector("#pause-and-explore");
    expect(await page.$("canvas.map")).toBeNull();
    await openView(page, "train");
    await page.click("#stop");
    await finished(page);
    expect(await page.$("#failure")).toBeNull();
    // The next model's codes are other ones.
    await openView(page, "explore");
    await page.waitForSelector(".explore[aria-busy=false] canvas.map");
    expect(await page.$("#explore-paused")).toBeNull();

    const last = await pixels(page, "explore-sliders canvas");
    await killGpuProcess(chrome);
    await page.focus("#unit-0");
    await page.keyboard.press("End");
    await shows(page, "explore-sliders canvas", last, true);
    expect(await page.$$eval("#explore-failure", (all) => all.map(({ textContent }) => textContent))).toEqual([]);
  });
});
