import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encode } from "fast-png";
import type { ElementHandle, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { finished, openView, pictures, ready, Site, text } from "./visit.js";

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await Site.open();
  folder = await mkdtemp(join(tmpdir(), "isthmus-files-"));
});
afterAll(async () => {
  await site?.close();
  await rm(folder, { recursive: true });
});
afterEach(() => site.check());

/** Chooses files in the page's picker. */
async function choose(page: Page, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  const paths = Object.keys(files).map((name) => join(folder, name));
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)));
  const picker = (await page.$("#files")) as ElementHandle<HTMLInputElement> | null;
  if (!picker) throw new Error("There is no picker of files.");
  await picker.uploadFile(...paths);
}

const summary = (page: Page, wanted: string) =>
  page.waitForFunction((part) => document.querySelector("#data-summary")?.textContent?.includes(part), {}, wanted);

/** Replaces what stands in a field. */
async function retype(page: Page, selector: string, value: string): Promise<void> {
  await page.click(selector, { count: 3 });
  await page.keyboard.type(value);
}

describe("settings", () => {
  it("explain a mistake where it is", async () => {
    const page = await site.visit({ fragment: "#/train?epochs=0&colour=red" });
    await ready(page);
    expect(await text(page, "#epochs-error")).toBe("Epochs must be a whole number from 1 to 10,000; got “0”.");
    expect(await text(page, "#unknown")).toContain("settings that this page cannot read: colour.");

    await page.click("#start");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("epochs");
    expect(await page.$eval("#epochs", (input) => input.getAttribute("aria-describedby"))).toBe("epochs-error");
    expect(await page.$("#stop")).toBeNull();

    await page.keyboard.type("1");
    expect(await page.$("#epochs-error")).toBeNull();
  });

  it("are in the address, and come back with it", async () => {
    const page = await site.visit();
    await ready(page);
    await retype(page, "#epochs", "7");
    await page.select("#model", "variational");
    expect(new URL(page.url()).hash).toBe("#/train?model=variational&epochs=7");
    expect(await page.$eval("#optimizer", (select) => (select as HTMLSelectElement).value)).toBe("adam");
    expect(await text(page, "#parameters")).toBe("404,244 parameters");
    await page.reload();
    await page.waitForSelector("#epochs");
    expect(await page.$eval("#epochs", (input) => (input as HTMLInputElement).value)).toBe("7");
    expect(await page.$eval("#model", (select) => (select as HTMLSelectElement).value)).toBe("variational");
    await ready(page);
  });

  it("explain the 0.001 trap when someone walks into it", async () => {
    const page = await site.visit();
    await ready(page);
    expect(await page.$("#trap")).toBeNull();
    await retype(page, "#learningRate", "0.001");
    expect(await text(page, "#trap")).toMatch(/The 0\.001 trap.*0\.69/);
    await page.click("#trap button");
    expect(await page.$("#trap")).toBeNull();
    expect(await page.$eval("#learningRate", (input) => (input as HTMLInputElement).value)).toBe("1");
  });

  it("build a model layer by layer, with its parameters and what is wrong with it", async () => {
    const page = await site.visit({ fragment: "#/train?limit=256&epochs=1" });
    await ready(page);
    await page.click("#open-model");
    expect(await text(page, "#parameters")).toBe("50,992 parameters");
    await retype(page, "#encoder-0-units", "16");
    expect(await text(page, "#parameters")).toBe(`${(784 * 16 + 16 + 16 * 784 + 784).toLocaleString("en")} parameters`);
    await retype(page, "#encoder-0-units", "x");
    expect(await text(page, "#encoder-0-units-error")).toBe("Units must be a positive integer below 2^31; got “x”.");
    await page.click("#start");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("encoder-0-units");
    await retype(page, "#encoder-0-units", "16");

    await page.select("#add-encoder", "conv2d");
    expect(await text(page, "#encoder-1 > .field-error")).toMatch(/^It gets \[16\], but needs images/);
    await page.click("[aria-label^='Remove: Convolution']");
    expect(await page.$("#encoder-1")).toBeNull();

    await page.click("#start");
    await finished(page);
    expect(await text(page, "picture-grid .hint")).toContain("its code of 16 numbers");
    expect(new URLSearchParams(new URL(page.url()).hash.split("?")[1]).get("model")).toBe("custom");
  });
});

describe("own files", () => {
  it("are refused beside the drop zone, by name and fault, and the data before stay", async () => {
    const page = await site.visit();
    await ready(page);
    await page.click("#own-data");
    await choose(page, { "broken.csv": "1,2\n3,oops\n" });
    await page.waitForSelector("#file-error");
    expect(await text(page, "#file-error")).toMatch(/^broken\.csv, row 2, column 2 is "oops", which is not a number/);
    expect(await text(page, "#data-summary")).toContain("MNIST: 60,000 samples");
    await choose(page, { "fake.png": "this is no picture" });
    await page.waitForFunction(() => /fake\.png/.test(document.querySelector("#file-error")?.textContent ?? ""));
    expect(await text(page, "#file-error")).toMatch(/fake\.png is no picture, whatever its name says/);
    await ready(page);

    await choose(page, { "fine.csv": "0.1,0.2\n0.3,0.4\n" });
    await summary(page, "fine.csv: 2 samples of 2 values");
    expect(await page.$("#file-error")).toBeNull();
  });

  it("train: pictures, cropped and scaled and drawn as they are, then a table that is dropped", async () => {
    const page = await site.visit({ fragment: "#/train?epochs=2&batchSize=8&optimizer=adam" });
    await ready(page);
    await page.click("#own-data");
    const files: Record<string, Uint8Array> = {};
    for (let index = 0; index < 20; index++) {
      const data = Uint8Array.from({ length: 40 * 30 }, (_, at) => ((at % 40 < 20 ? 1 : 0) * (100 + 7 * index)) % 256);
      files[`picture${index}.png`] = encode({ width: 40, height: 30, data, channels: 1, depth: 8 });
    }
    await choose(page, { ".DS_Store": "not for eyes", ...files });
    await summary(page, "20 pictures: 18 samples of 28 × 28 to train on, 2 kept aside");
    expect(await text(page, "#pictures-title")).toBe("Some of your samples");
    const [first] = await pictures(page, "original");
    // Light, not ink: the left half is grey, the right one black, both opaque.
    expect(first?.slice(0, 4)).toEqual([198, 198, 198, 255]);
    expect(first?.slice(4 * 27, 4 * 28)).toEqual([0, 0, 0, 255]);
    await page.click("#start");
    await finished(page);
    expect(await text(page, ".link-line")).toContain("but not your files");
    expect(await page.$$eval("canvas.reconstruction", (all) => all.length)).toBe(2);

    // Another view and back: files and options are not forgotten.
    await openView(page, "understand");
    expect(await page.$$eval(".essay h2", (titles) => titles.map(({ id }) => id))).toEqual(
      expect.arrayContaining(["maps-title", "comparing-title", "denoising-title", "anomalies-title"]),
    );
    await page.click(".essay a[href^='#/compare']");
    await page.waitForSelector("compare-view");
    await openView(page, "train");
    expect(await page.$eval("#own-data", (radio) => (radio as HTMLInputElement).checked)).toBe(true);
    await retype(page, "#size", "14");
    await page.keyboard.press("Tab");
    await summary(page, "20 pictures: 18 samples of 14 × 14 to train on");

    // Other data, dropped: what was trained on the old ones is gone.
    const rows = Array.from({ length: 30 }, (_, row) => `${row / 30},${1 - row / 30},0.5,${(row % 3) / 2}`).join("\n");
    await page.$eval(
      ".drop",
      (zone, content) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content], "table.csv", { type: "text/csv" }));
        dataTransfer.items.add(new File(["not for eyes"], ".DS_Store"));
        for (const type of ["dragover", "drop"]) {
          zone.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
        }
      },
      rows,
    );
    await summary(page, "table.csv: 27 samples of 4 values");
    expect(await page.$$(".downloads a, #reset")).toHaveLength(0);
    expect(await text(page, "#parameters")).toBe(`${4 * 32 + 32 + 32 * 4 + 4} parameters`);
    await page.click("#start");
    await finished(page);
    await page.click("input[name=data]");
    await summary(page, "MNIST: 60,000");
  });
});
