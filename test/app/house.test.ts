import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ElementHandle, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { faultsIn } from "./axe.js";
import { downloaded, finished, openView, ready, Site, text } from "./visit.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site?.close());
afterEach(() => site.check());

/** The names of all views, by their tabs. */
const viewsOf = (page: Page) =>
  page.$$eval(".tabs a", (tabs) => tabs.map((tab) => /^#\/(\w+)/.exec(tab.getAttribute("href") ?? "")?.[1] ?? ""));

describe("every view", () => {
  it("names everything, once, and has nothing that keeps people out, in light and dark", async () => {
    const page = await site.visit({ fragment: "#/train?limit=256&epochs=1" });
    await ready(page);
    await page.click("#start");
    await finished(page);
    await page.waitForSelector(".u-over");
    const ids = await page.$$eval("[id]", (elements) => elements.map(({ id }) => id));
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    for (const [role, name] of [
      ...["Epochs", "Batch size", "Learning rate", "Seed", "Training samples"].map((label) => ["textbox", label]),
      ["combobox", "Model"],
      ["combobox", "Loss"],
      ["combobox", "Optimizer"],
      ["button", "Start training"],
      ["button", "Reset"],
      ["link", "Understand"],
      ["progressbar", "Epoch 1 of 1, step 1 of 1"],
      ["image", "7, reconstruction"],
      ["image", "Filter 1"],
    ]) {
      expect(await page.$(`::-p-aria([name="${name}"][role="${role}"])`), `${role} ${name}`).not.toBeNull();
    }

    await page.click("#open-model");
    await page.click("#own-data");
    await page.click("#learningRate", { count: 3 });
    await page.keyboard.type("-1");
    await page.keyboard.press("Tab");
    await page.$$eval("details", (all) => {
      for (const details of all) details.open = true;
    });
    expect(await page.$("#learningRate-error")).not.toBeNull();
    for (const view of await viewsOf(page)) {
      await openView(page, view);
      expect(await faultsIn(page), view).toEqual([]);
    }

    // A theme that was chosen outlives the system's, repaints the chart, and is there again before any module runs.
    await openView(page, "train");
    await page.waitForSelector(".u-over");
    const chart = () => page.$eval(".plot canvas", (canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const theme = () => page.$eval("html", (html) => [html.dataset.theme, getComputedStyle(html).colorScheme]);
    const before = await chart();
    expect(await theme()).toEqual(["light", "light"]);
    await page.select("::-p-aria([name='Theme'][role='combobox'])", "dark");
    expect(await theme()).toEqual(["dark", "dark"]);
    expect(await page.$eval("body", (body) => getComputedStyle(body).backgroundColor)).toBe("rgb(16, 22, 24)");
    await page.waitForFunction(
      (old) => document.querySelector<HTMLCanvasElement>(".plot canvas")?.toDataURL() !== old,
      {},
      before,
    );
    await page.evaluateOnNewDocument(() => {
      document.addEventListener(
        "readystatechange",
        () => {
          document.documentElement.title = document.documentElement.dataset.theme ?? "none yet";
        },
        { once: true },
      );
    });
    await page.reload();
    expect(await page.$eval("html", (html) => html.title)).toBe("dark");
    expect(await page.$eval("#theme", (select) => (select as HTMLSelectElement).value)).toBe("dark");
    await page.select("#theme", "light");
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
    expect(await theme()).toEqual(["light", "light"]);
    await page.select("#theme", "system");
    expect(await theme()).toEqual(["dark", "dark"]);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

  it("fits a small phone, where pictures are large enough to see", async () => {
    const page = await site.visit();
    await page.setViewport({ width: 360, height: 740 });
    await ready(page);
    for (const view of await viewsOf(page)) {
      await openView(page, view);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), view).toBe(360);
      expect(await faultsIn(page), view).toEqual([]);
    }
    await openView(page, "train");
    await page.click("#open-model");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await page.$eval("canvas.original", (canvas) => canvas.clientWidth)).toBeGreaterThan(54);
    await page.click(".settings-line button");
    expect(await page.evaluate(() => document.activeElement?.closest("form")?.id)).toBe("settings");
  });
});

describe("the view Understand", () => {
  it("explains the loss's floor, and shows the plan of the model that is set", async () => {
    const page = await site.visit({ fragment: "#/understand?model=deep&batchSize=32" });
    await page.waitForSelector("#plan tbody tr");
    expect(await text(page, "#plan")).toMatch(/encoder\.2.*decoder\.2.*optimizer\/adadelta/s);
    const tiled = await page.$$eval("#plan tbody tr", (rows) => rows.length);
    await page.select("#plan-level", "naive");
    await page.waitForFunction((old) => document.querySelectorAll("#plan tbody tr").length > old, {}, tiled);

    await page.click("#plan tbody button");
    await page.waitForSelector("dialog[open]");
    expect(await text(page, "dialog code")).toMatch(/\/\/ .*@compute @workgroup_size\(.*fn main\(/s);
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog[open]", { hidden: true });

    expect(await text(page, "#floor")).toBe("0.693");
    await page.focus("#target");
    await page.keyboard.press("End");
    expect(await text(page, "#floor")).toBe("0.000");
    await openView(page, "train");
    await ready(page);
  });
});

describe("the build", () => {
  it("lets the page load from its own origin only", async () => {
    const html = await readFile(new URL("../../dist/app/index.html", import.meta.url), "utf8");
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    const rules = policy.replaceAll("&#39;", "'").split("; ");
    expect(rules).toContain("default-src 'none'");
    // The one script that the page holds, which says when others cannot be had, goes by its digest.
    const [own = "", ...more] = Array.from(html.matchAll(/<script>(.*?)<\/script>/gs), ([, code = ""]) => code);
    expect([own.includes("isthmus-theme"), more]).toEqual([true, []]);
    const digest = createHash("sha256").update(own).digest("base64");
    expect(rules).toContain(`script-src 'self' 'sha256-${digest}'`);
    for (const rule of rules) expect(rule).toMatch(/^[a-z-]+ ('self'|'none')( 'sha256-[\w+/=]+')?$/);
    expect(html).not.toMatch(/<script(?=\s)(?![^>]*src=)|style="|\son\w+=|https?:\/\//);
  });

  it("is small: everything but charts, formats and peers within 120 KB gzipped", async () => {
    const script = new URL("../../scripts/size.mjs", import.meta.url).pathname;
    // It also measures the library, which need not be built here.
    const { stdout } = await promisify(execFile)(process.execPath, [script]).catch(
      (failed: { stdout: string }) => failed,
    );
    const [line = "", size] = /^page: .* gzipped ([\d.]+) KiB/m.exec(stdout) ?? [];
    process.stderr.write(`${line}\n`);
    expect(Number(size)).toBeLessThan(120);
    expect(stdout).not.toMatch(/loss-plot|train-panels|papaparse/);
  });
});

describe("models of other programs", () => {
  it("are saved for them, and opened where they come from, in place of what was trained", async () => {
    const page = await site.visit({ fragment: "#/train?limit=256&epochs=1" });
    await ready(page);
    await page.click("#start");
    await finished(page);
    const bytes = await downloaded(page, "autoencoder.keras");
    await page.select("#export-format", "onnx");
    await page.select("#export-part", "encoder");
    const encoder = await downloaded(page, "encoder.onnx");
    expect(encoder.length).toBeGreaterThan(4 * 784 * 32);
    const folder = await mkdtemp(join(tmpdir(), "isthmus-models-"));
    try {
      const [model, half] = ["autoencoder.keras", "encoder.onnx"].map((name) => join(folder, name)) as [string, string];
      await writeFile(model, bytes);
      await writeFile(half, encoder);
      const input = await page.$("#model-file");
      await (input as ElementHandle<HTMLInputElement>).uploadFile(half);
      // A half is no autoencoder: it is said, and what was there stays.
      await page.waitForSelector("model-shelf .field-error");
      await (input as ElementHandle<HTMLInputElement>).uploadFile(model);
      await page.waitForFunction(
        () => document.querySelector("model-shelf [role=status]")?.textContent === "autoencoder.keras is open.",
      );
      await finished(page);
      expect(await page.$("#ruled-out")).toBeNull();
      await page.select("#export-format", "keras");
      await page.select("#export-part", "autoencoder");
      expect(await downloaded(page, "autoencoder.keras")).toEqual(bytes);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
