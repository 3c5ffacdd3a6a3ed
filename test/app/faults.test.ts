import { readdir } from "node:fs/promises";
import type { Browser } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { faultsIn } from "./axe.js";
import { anEpoch, downloaded, finished, openView, pictures, ready, Site, text } from "./visit.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site?.close());
afterEach(() => site.check());

/** Ends the process that a browser's adapters live in, as a crash of the driver would. */
async function killGpuProcess(chrome: Browser): Promise<void> {
  const cdp = await chrome.target().createCDPSession();
  const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
  const gpu = processInfo.find(({ type }) => type === "GPU");
  if (!gpu) throw new Error("This browser has no GPU process.");
  process.kill(gpu.id);
}

describe("when something is wrong, the page", () => {
  it.each([
    ["the first digits", "first-images-idx3-ubyte", "#failure", "The digits are missing"],
    // One can train on those that are there.
    ["the others", "train-images-idx3-ubyte", "#missing-rest", "Only the first 5,000 digits"],
  ])("says which file of %s is missing, and tries again", async (_, file, notice, said) => {
    site.server.missing.add(`mnist/${file}`);
    const page = await site.visit();
    await page.waitForSelector(notice);
    expect(await text(page, notice)).toMatch(new RegExp(`${said}.*${file}.*404`, "s"));
    expect(await page.$eval("#start", (button) => button.matches(":disabled"))).toBe(notice === "#failure");
    // The 404 itself, and the downloads that it ended.
    const expected = (line: string) =>
      line.includes("404") || /^failed: .*\/mnist\/[\w-]+ net::ERR_(ABORTED|FAILED)$/.test(line);
    expect(site.complaints.splice(0).filter((line) => !expected(line))).toEqual([]);

    site.server.missing.clear();
    await page.click(`${notice} button`);
    await ready(page);
    expect(await page.$(notice)).toBeNull();
  });

  it("says so when a view cannot be fetched, and tries again; of two views asked for, the later is shown", async () => {
    const page = await site.visit();
    await ready(page);
    // As after a new deployment: neither kept nor there any more.
    await page.evaluate(async () => {
      for (const name of await caches.keys()) if (!name.includes(" data ")) await caches.delete(name);
    });
    const assets = await readdir(new URL("../../dist/app/assets", import.meta.url));
    const view = assets.find((name) => /^compare-view-.*\.js$/.test(name));
    site.server.missing.add(`assets/${view}`);
    await page.click('.tabs a[href^="#/compare"]');
    await page.waitForSelector("#missing-view");
    expect(await text(page, "#missing-view")).toMatch(/^The view Compare could not be fetched.* reload the page/);
    expect(await page.$("train-view")).not.toBeNull();
    expect(site.complaints.splice(0).filter((line) => !/404|compare-view-/.test(line))).toEqual([]);

    site.server.missing.clear();
    await openView(page, "compare");
    expect(await page.$("#missing-view")).toBeNull();

    await page.evaluate(async () => {
      for (const hash of ["#/speed", "#/compare"]) {
        const changed = new Promise((resolve) => window.addEventListener("hashchange", resolve, { once: true }));
        location.hash = hash;
        await changed;
      }
      await customElements.whenDefined("speed-view");
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    expect(await page.$("compare-view")).not.toBeNull();
  });

  it("says so when the numbers leave the finite ones", async () => {
    const page = await site.visit({
      fragment: "#/train?limit=2048&epochs=5&learningRate=1e37&loss=meanSquaredError",
    });
    await ready(page);
    await page.click("#start");
    await page.waitForSelector("#failure");
    expect(await text(page, "#failure")).toMatch(/The numbers ran away.*epoch \d+, step \d+/s);
    await ready(page);
  });

  it("says so when the GPU is lost, and goes on from the last epoch on a new one", async () => {
    const chrome = await site.launch();
    const page = await site.visit({ fragment: "#/train?limit=4096&epochs=10000", in: chrome });
    await ready(page);
    await page.click("#start");
    await anEpoch(page);
    // Long enough for a checkpoint to be due.
    await new Promise((resolve) => setTimeout(resolve, 2500));
    await killGpuProcess(chrome);
    await page.waitForSelector("#recovery");
    const said = await text(page, "#recovery");
    expect(said).toMatch(/^The GPU was lost\. Training goes on from the end of epoch \d+ on a new one\.$/);
    const kept = Number(/epoch (\d+)/.exec(said)?.[1]);
    await page.waitForFunction(
      (epoch) =>
        Number(/Epoch ([\d,]+) of/.exec(document.querySelector("#progress-label")?.textContent ?? "")?.[1]) > epoch,
      {},
      kept + 1,
    );
    expect(await page.$("#failure")).toBeNull();
    await page.click("#stop");
    await finished(page);
    // One history without a gap or a step back, as if nothing had happened.
    const rows = (await downloaded(page, "history.csv")).toString().trim().split("\n").slice(1);
    const [epochs, losses] = [0, 1].map((column) => rows.map((row) => Number(row.split(",")[column])));
    expect(epochs).toEqual(epochs?.map((_, index) => index + 1));
    expect(losses?.[kept]).toBeLessThan(losses?.[kept - 1] ?? 0);
  });

  it("explains that WebGPU needs a secure address", async () => {
    const chrome = await site.launch(["--host-resolver-rules=MAP isthmus.example 127.0.0.1"]);
    const page = await site.visit({ in: chrome, host: "isthmus.example" });
    await page.waitForSelector("#no-gpu");
    expect(await text(page, "#no-gpu")).toMatch(/No GPU to train on.*secure pages only.*https/is);
  });

  it("explains that there is no adapter, and trains on the processor", async () => {
    const chrome = await site.launch(["--disable-software-rasterizer"]);
    const page = await site.visit({ in: chrome, fragment: "#/train?limit=1024&epochs=2&batchSize=64&optimizer=adam" });
    await page.waitForSelector("#no-gpu");
    expect(await text(page, "#no-gpu")).toMatch(/No GPU to train on.*adapter.*chrome:\/\/gpu/is);
    await ready(page);
    expect(await text(page, "#adapter")).toMatch(/no GPU.*processor/);
    await page.click("#start");
    await finished(page);
    // Untrained it is ln 2.
    expect(Number(await text(page, "#figure-val-loss"))).toBeLessThan(0.6);
    const drawn = await pictures(page, "reconstruction");
    expect(new Set(drawn.map(String)).size).toBe(10);
    await page.click("#no-gpu summary");
    for (const view of ["train", "explore", "compare", "understand"]) {
      await openView(page, view);
      expect(await faultsIn(page), view).toEqual([]);
    }
  });

  it("works without a network after one visit", async () => {
    const visitor = await site.visitor();
    const first = await site.visit({ in: visitor });
    await ready(first);
    await first.waitForFunction(async () => {
      const names = await caches.keys();
      const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
      // The data set's four files and two of its first digits, and the page's own.
      return kept.includes(6) && kept.some((files) => files > 6);
    });
    await first.close();

    site.server.offline = true;
    try {
      const page = await site.visit({ in: visitor, fragment: "#/train?limit=256&epochs=1" });
      await ready(page);
      await page.click("#start");
      await finished(page);
      await page.waitForSelector(".u-over");
    } finally {
      site.server.offline = false;
    }
  });
});
