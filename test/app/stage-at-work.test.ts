import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { faultsIn } from "./axe.js";
import { finished, ready, Site, text } from "./visit.js";

/** With others at work on the machine, everything takes longer. */
const SLOW = { timeout: 120_000 };

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site?.close());
afterEach(() => site.check());

describe("the stage", () => {
  it("is there before the data are, follows the waist, moves while it learns, and shows a step slowly", async () => {
    const page = await site.visit({ fragment: "#/train?optimizer=adam&epochs=50&batchSize=64&limit=4096" });
    // A model that the page came with: a plane of two numbers.
    await page.waitForFunction(() => document.querySelector("#stage-keys")?.textContent?.includes("before you came"));
    const output = () =>
      page.$eval(".stage-output", (canvas) => {
        const copy = new OffscreenCanvas(28, 28).getContext("2d");
        copy?.drawImage(canvas as HTMLCanvasElement, 0, 0);
        return copy?.getImageData(0, 0, 28, 28).data.join() ?? "";
      });
    const places = () =>
      page.$eval("stage-plane", (plane) => [...(plane as unknown as { places: Float32Array }).places].join());
    expect(await text(page, "#stage-title")).toBe("784 values through 2 numbers");
    const seven = await output();
    expect(new Set(seven.split(",")).size).toBeGreaterThan(10);
    // The keys lead to the next sample, and what comes out is another.
    await page.focus(".stage-map");
    for (let pressed = 0; pressed < 8; pressed++) await page.keyboard.press("ArrowDown");
    await expect.poll(output, SLOW).not.toBe(seven);

    // A drawing goes with its button, and the keyboard's focus stays at the pad.
    await page.waitForSelector("draw-pad canvas");
    await page.click("draw-pad canvas");
    await page.focus("#stage-clear");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.parentElement?.localName)).toBe("draw-pad");
    await page.waitForSelector("#stage-clear", { hidden: true });

    // By the keys, the waist becomes one wider, and the model trains at once; in the middle of it, one narrower.
    await ready(page);
    await page.focus("[role=slider][aria-label='Width of the narrow place']");
    await page.keyboard.press("ArrowUp");
    await page.waitForSelector("#stop");
    await page.waitForFunction(() => document.querySelector("#stage-title")?.textContent?.includes("3 numbers"));
    expect(decodeURIComponent(page.url())).toContain('"units":3');
    const moving = await places();
    await expect.poll(places, SLOW).not.toBe(moving);
    await page.keyboard.press("PageUp");
    await page.waitForFunction(() => document.querySelector("#stage-title")?.textContent?.includes("6 numbers"));
    await page.waitForFunction(() =>
      /Epoch 1 of 50/.test(document.querySelector("#progress-label")?.textContent ?? ""),
    );
    expect(await page.$("#failure")).toBeNull();
    await page.click("#stop");
    await finished(page);

    await page.click("#one-step");
    await page.waitForSelector("stage-step");
    for (const [scene, said] of [
      [1, /become a code of 6 numbers.*the loss: \d/],
      [2, /too much.*too little/],
      [3, /back through the decoder.*number \d/],
      [4, /loss was \d\.\d{4}; now it is \d\.\d{4}/],
    ] as const) {
      await page.click(`stage-step .scenes button:nth-child(${scene})`);
      await page.waitForFunction(
        (pattern) => new RegExp(pattern).test(document.querySelector(".scene-text")?.textContent ?? ""),
        {},
        said.source,
      );
    }
    const [before, after] = (await text(page, ".scene-text")).match(/\d\.\d{4}/g) ?? [];
    expect(Number(after)).toBeLessThan(Number(before));
    expect(await page.$$(".step-weights canvas")).toHaveLength(3);
    expect(await faultsIn(page)).toEqual([]);
    await page.click("#another-step");
    await page.waitForSelector("[aria-label='Step 2, scene by scene']");
    await page.click("#close-step");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("one-step");
  });

  it("shows sample, plane and result at once, on a laptop and on a phone", async () => {
    const page = await site.visit({ fragment: "#/train?optimizer=adam&epochs=50&batchSize=64&limit=4096" });
    await ready(page);
    await page.click("#start");
    await page.waitForSelector(".stage-curve");
    for (const [width, height] of [
      [1280, 900],
      [1366, 650],
      [390, 844],
    ] as const) {
      await page.setViewport({ width, height });
      await page.evaluate(() => scrollTo(0, 0));
      for (const part of [".stage-in", ".stage-out", ".stage-map", "#stop", "#progress-label"]) {
        const box = await (await page.$(part))?.boundingBox();
        expect([part, width, (box?.y ?? 0) + (box?.height ?? 0) <= height && (box?.y ?? -1) >= 0]).toEqual([
          part,
          width,
          true,
        ]);
      }
    }
    await page.click("#stop");
    await finished(page);
  });
});

describe("a model that was trained", () => {
  it("makes a worksheet of two pages, and leaves the page as it was", async () => {
    const page = await site.visit({ fragment: "#/train?optimizer=adam&epochs=2&batchSize=64&limit=1024" });
    await page.evaluate(() => {
      document.documentElement.dataset.theme = "dark";
      globalThis.print = () => {
        document.title = "printing";
      };
    });
    await ready(page);
    await page.click("#start");
    await finished(page);
    await page.click("#worksheet");
    await page.waitForFunction(() => document.title === "printing");
    const painted = await page.$$eval(".worksheet canvas", (all) =>
      all.map((canvas) => `${canvas.className} ${canvas.width > 300}`),
    );
    expect(painted).toEqual(["sheet-loss true", "sheet-pictures true", "sheet-plane true"]);
    expect(await page.$$(".worksheet .question")).toHaveLength(7);
    // A sheet of A4 is narrower by 6 mm, and higher by 18.
    const pdf = Buffer.from(await page.pdf({ format: "Letter" })).toString("latin1");
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
    await page.waitForSelector(".worksheet", { hidden: true });
    expect(await page.$eval("html", (html) => html.dataset.theme)).toBe("dark");
  });

  it("is kept over visits, trained on, and brought to others by a link", async () => {
    const visitor = await site.visitor();
    const fragment = "#/train?optimizer=adam&epochs=1&batchSize=64&limit=1024";
    const page = await site.visit({ in: visitor, fragment });
    await page.evaluate(() => {
      // Of the clipboard, what is written to it.
      navigator.clipboard.writeText = async (link) => {
        document.documentElement.title = link;
      };
    });
    await ready(page);
    await page.click("#start");
    await finished(page);
    const loss = await text(page, "#figure-val-loss");
    await page.waitForSelector(".shelf li");
    await page.click("#copy-model-link");
    await page.waitForFunction(() => document.documentElement.title.includes("weights="));
    const link = await page.$eval("html", (html) => new URL(html.title).hash);
    // A browser that lets a page copy nothing leaves the text to be copied by hand.
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"));
    });
    await page.click("#copy-link");
    await page.waitForSelector("#by-hand:focus");
    expect(await page.$eval("#by-hand", (field) => (field as HTMLTextAreaElement).value)).toBe(page.url());

    await page.reload();
    await ready(page);
    await page.click(".shelf li button[aria-label^=Open]");
    await finished(page);
    expect(await text(page, "#figure-val-loss")).toBe(loss);
    await page.click("#train-on");
    await page.waitForSelector("#stop");
    await finished(page);
    expect(Number(await text(page, "#figure-val-loss"))).toBeLessThan(Number(loss));
    // It as it was, and as it is now.
    const onTheShelf = (count: number) =>
      page.waitForFunction((entries) => document.querySelectorAll(".shelf li").length === entries, {}, count);
    await onTheShelf(2);
    expect(await page.$$eval(".shelf-name", (names) => names.map((name) => (name as HTMLInputElement).value))).toEqual([
      "notebook, Adam, 2 epochs of 1,024 samples",
      "notebook, Adam, 1 epoch of 1,024 samples",
    ]);
    await page.click(".shelf li button[aria-label^=Remove]");
    await onTheShelf(1);

    const other = await site.visit({ fragment: link });
    await finished(other);
    expect(await text(other, "#announcement")).toBe("A trained model is open.");
    const cut = await site.visit({ fragment: link.slice(0, -100) });
    await cut.waitForSelector("#refused");
    expect(await text(cut, "#refused")).toMatch(/damaged|cannot be read/);
    // It is said where the page begins, and the stage stays in sight.
    expect(await cut.evaluate(() => scrollY)).toBe(0);
  });
});
