import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElementHandle, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { preparationOf } from "../../src/data.js";
import { decodeSafetensors } from "../../src/formats/safetensors.js";
import { faultsIn } from "./axe.js";
import { downloaded, finished, openView, ready, Site, text } from "./visit.js";

let site: Site;
let folder: string;
beforeAll(async () => {
  site = await Site.open();
  folder = await mkdtemp(join(tmpdir(), "isthmus-table-"));
});
afterAll(async () => {
  await site?.close();
  await rm(folder, { recursive: true });
});
afterEach(() => site.check());

/** Flowers of three kinds, in turn: every tenth row would be of one kind only three times in thirty. */
const KINDS = ["setosa", "versicolor", "virginica"];
const lengthOf = (row: number) => 4 + (row % 3) + (row % 7) / 10;
const widthOf = (row: number) => 10 * (row % 3) + ((3 * row) % 11);
const rows = Array.from({ length: 60 }, (_, row) => row);
const written = (value: number) => value.toFixed(1).replace(".", ",");
const FLOWERS = `id;length;width;kind\n${rows
  .map((row) => `${row + 1};${written(lengthOf(row))};${widthOf(row)};${KINDS[row % 3]}`)
  .join("\n")}\n`;

async function choose(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  const paths = Object.keys(files).map((name) => join(folder, name));
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)));
  const picker = (await page.$("#files")) as ElementHandle<HTMLInputElement> | null;
  await picker?.uploadFile(...paths);
}

/** What an element says, once it says what is wanted. */
async function saying(page: Page, selector: string, wanted: string): Promise<string> {
  await page.waitForFunction(
    (where, part) => document.querySelector(where)?.textContent?.includes(part),
    {},
    selector,
    wanted,
  );
  return text(page, selector);
}

async function press(page: Page, within: string, label: string): Promise<void> {
  await page.waitForFunction(
    (where, part) => [...document.querySelectorAll(`${where} button`)].some((button) => button.textContent === part),
    {},
    within,
    label,
  );
  await page.$$eval(
    `${within} button`,
    (buttons, part) => (buttons.find((button) => button.textContent === part) as HTMLElement).click(),
    label,
  );
}

it("a person with a CSV sees how it is read, changes that, and keeps a model that reads the next one", async () => {
  const page = await site.visit({ fragment: "#/train?optimizer=adam&batchSize=8&epochs=5" });
  await ready(page);
  await page.click("#own-data");
  await choose(page, { "flowers.csv": FLOWERS });
  // The table is refused, and what to do about it is a click away.
  await saying(page, "#file-error", 'flowers.csv, row 2, column 4 (kind) is "setosa", which is not a number.');
  expect(await text(page, "#file-error")).not.toContain("--");
  expect(await text(page, "#data-summary")).toContain("MNIST: 60,000");
  expect(await faultsIn(page)).toEqual([]);
  await press(page, "#file-error", "“kind” holds the labels");
  const summary = await saying(page, "#data-summary", "flowers.csv: 54 samples of 2 values to train on");
  expect(summary).toContain("6 kept aside to validate on: a tenth, drawn at random, each class in proportion");
  const told = await text(page, "#data-told");
  for (const decided of ["header", "semicolons", "decimal commas", '"kind" is the label (3 classes)', '"id"']) {
    expect(told).toContain(decided);
  }
  expect(await page.$("#size")).toBeNull();

  // Another choice that fails leaves the data as they are.
  expect(await page.$eval("#reading", (details) => (details as HTMLDetailsElement).open)).toBe(true);
  await page.focus("#read-scale");
  await page.select("#read-scale", "bytes");
  await saying(page, "#file-error", "which is no pixel");
  expect(await text(page, "#data-summary")).toBe(`Still in use: ${summary}`);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("read-scale");
  await page.select("#read-scale", "auto");
  await page.waitForFunction(() => document.querySelector("#file-error") === null);

  // Values outside 0…1: that is said before a run, which does not begin; a click mends it.
  await saying(page, "#outlook", "the last activation, sigmoid, gives 0…1");
  await page.click("#start:not([disabled])");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Stretch each column to 0…1");
  expect(await page.$("#failure, #stop")).toBeNull();
  await saying(page, "#not-started", "Training has not started: binary cross-entropy takes values from 0 to 1");
  await press(page, "#outlook", "Stretch each column to 0…1");
  await saying(page, "#data-told", "columns scaled to 0…1");
  expect(await page.$("#not-started")).toBeNull();
  await page.click("#open-model");
  await page.click("#encoder-0-units", { count: 3 });
  await page.keyboard.type("1");
  await page.click("#start");
  await finished(page);

  // A table, not pictures: names, numbers in the file's units, and how far off they are.
  expect(await page.$$eval("picture-grid canvas", (all) => all.length)).toBe(0);
  const cells = await page.$$eval("picture-grid table tr", (lines) =>
    lines.map((line) => [...line.querySelectorAll("th, td")].map((cell) => cell.textContent?.trim().split(/\s+/)[0])),
  );
  expect(cells[0]).toEqual(["Sample", "Code", "length", "width"]);
  expect(cells.slice(1, 4).map(([name]) => name)).toEqual(KINDS);
  expect(cells.at(-1)?.[0]).toBe("Typically");
  for (const [index, [, , length, width]] of cells.slice(1, 4).entries()) {
    const isOwn = (row: number) => lengthOf(row) === Number(length) && widthOf(row) === Number(width);
    expect(rows.some((row) => row % 3 === index && isOwn(row))).toBe(true);
  }
  expect(await text(page, "#figure-speed")).not.toBe("–");
  expect(await text(page, "picture-grid, .intro")).not.toMatch(/picture/i);
  expect(await text(page, "section.training")).toContain("Samples a second");
  expect(await page.$("column-plot svg path.made")).not.toBeNull();
  expect(await faultsIn(page)).toEqual([]);

  // The model reads the next file, by name, by the ranges of what it was trained on.
  const held: number[] = JSON.parse(
    /aside = (\[.*\])/.exec(await page.$eval("#code-keras pre", (pre) => pre.textContent ?? ""))?.[1] ?? "[]",
  );
  expect(held).toHaveLength(6);
  const trainedOn = rows.filter((row) => !held.includes(row));
  const range = (of: (row: number) => number) => [
    Math.min(...trainedOn.map((row) => Number(of(row).toFixed(1)))),
    Math.max(...trainedOn.map((row) => Number(of(row).toFixed(1)))),
  ];
  const scaled = (value: number, [low = 0, high = 1]: number[]) => Math.fround((value - low) / (high - low));
  const next = new TextEncoder().encode("width,length\n7,5.5\n31,4.25\n");
  const { metadata } = decodeSafetensors(new Uint8Array(await downloaded(page, "model.safetensors")));
  const described = JSON.parse((await downloaded(page, "model.json")).toString());
  for (const model of [JSON.parse(metadata.isthmus ?? "{}"), described]) {
    const { dataset } = await preparationOf(model).read(next, "next.csv");
    expect([...dataset.data]).toEqual([
      scaled(5.5, range(lengthOf)),
      scaled(7, range(widthOf)),
      scaled(4.25, range(lengthOf)),
      scaled(31, range(widthOf)),
    ]);
  }
  const csv = (await downloaded(page, "reconstructions.csv")).toString().split("\n");
  expect(csv[0]).toBe("sample,length,length drawn,width,width drawn");
  expect(csv.slice(1, 4).map((line) => line.split(",")[0])).toEqual(KINDS);

  // Classes are called by their names everywhere.
  await openView(page, "explore");
  await page.waitForSelector(".class-legend");
  expect(await page.$$eval(".class-legend button", (all) => all.map((each) => each.textContent?.trim()))).toEqual(
    KINDS,
  );
  expect(await text(page, "#picked figcaption")).toMatch(/^(setosa|versicolor|virginica), no\. \d+$/);
  expect(await page.$$eval("#picked dt", (all) => all.slice(0, 2).map((each) => each.textContent))).toEqual([
    "length",
    "width",
  ]);
  expect(await faultsIn(page)).toEqual([]);

  await openView(page, "compare");
  await page.waitForSelector("#compare:not([disabled])");
  await page.click("#compare");
  await page.waitForSelector("comparison-panel table.sample-table");
  await page.waitForSelector("#find:not([disabled])");
  expect(await text(page, ".finder fieldset")).toBe("Normal classes setosa versicolor virginica");
  await page.click("#find");
  await page.waitForSelector("#found");
  expect(await text(page, "#found")).toContain("Normal: setosa.");
  expect(await page.$$eval("anomaly-panel table.sample-table tbody th", (all) => all[0]?.textContent)).toMatch(
    /^(setosa|versicolor|virginica)$/,
  );
  // The line at half of the normal samples goes home with the model.
  await page.type("#alarm-share", "50");
  await page.keyboard.press("Tab");
  expect(await text(page, "#figure-alarms")).toBe("50.0 %");
  await page.waitForSelector("#keep-threshold:not([disabled])");
  const kept = decodeSafetensors(new Uint8Array(await downloaded(page, "model.safetensors"))).metadata;
  const { threshold, preparation } = JSON.parse(kept.isthmus ?? "{}");
  const line = Number(/from ([\d.]+)/.exec(await text(page, "label[for=threshold]"))?.[1]);
  expect(threshold.metric).toBe("meanSquaredError");
  expect(Math.abs(threshold.value - line)).toBeLessThan(0.00005 + 1e-9);
  expect(preparation.classes).toEqual(KINDS);
  expect(await faultsIn(page)).toEqual([]);

  // On a phone nothing is wider than the screen.
  await page.setViewport({ width: 390, height: 844 });
  for (const view of ["train", "explore", "compare"]) {
    await openView(page, view);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), view).toBe(0);
  }
});

it("two tables: one is trained on, and which is validated on is asked where their names don't say", async () => {
  const page = await site.visit();
  await ready(page);
  await page.click("#own-data");
  await choose(page, { "train.csv": "a,b\n0,10\n10,20\n", "test.csv": "b,a\n40,5\n" });
  await saying(page, "#data-summary", "2 samples of 2 values to train on, 1 in test.csv to validate on");
  expect(await text(page, "#data-told")).toMatch(/^Read 2 samples.*train\.csv.*Validated on what was read 1 sample/);

  await choose(page, { "a.csv": "a,b\n0,1\n1,0\n", "b.csv": "a,b\n0.5,0.5\n" });
  await saying(page, "#file-error", "both hold samples");
  await page.select("#read-validateOn", "a.csv");
  await saying(page, "#data-summary", "1 sample of 2 values to train on, 2 in a.csv to validate on");
});
