import { decode } from "fast-png";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { anEpoch, coloursIn, downloaded, finished, openView, pictures, ready, Site, text } from "./visit.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site?.close());
afterEach(() => site.check());

/** Opacity where a digit has ink, less where it has none: how much of the digit a picture shows. */
function likeness(picture: readonly number[], original: readonly number[]): number {
  let [ink, inkPixels, paper, paperPixels] = [0, 0, 0, 0];
  for (let i = 3; i < original.length; i += 4) {
    const value = picture[i] ?? 0;
    if ((original[i] ?? 0) > 127) [ink, inkPixels] = [ink + value, inkPixels + 1];
    else [paper, paperPixels] = [paper + value, paperPixels + 1];
  }
  return ink / inkPixels - paper / paperPixels;
}

describe("a visitor", () => {
  it("trains: the loss falls, the digits take shape, the results can be kept", async () => {
    const page = await site.visit({ fragment: "#/train?limit=4096&epochs=2&batchSize=64" });
    await ready(page);
    expect(await text(page, "#adapter")).toMatch(/swiftshader.*a software adapter/i);
    expect(await page.$$(".downloads a")).toHaveLength(0);

    await page.click("#start");
    await page.waitForFunction(() => document.querySelector<HTMLProgressElement>("progress")?.value);
    const before = await pictures(page, "reconstruction");
    const noise = await pictures(page, "filter");
    await finished(page);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("start");

    const lines = (await downloaded(page, "history.csv")).toString().trim().split("\n");
    expect(lines[0]).toBe("epoch,loss,val_loss,seconds,images_per_second");
    const [first, last] = lines.slice(1).map((line) => line.split(",").map(Number));
    expect(lines).toHaveLength(3);
    expect(last?.[1]).toBeLessThan(0.9 * (first?.[1] ?? 0));
    expect(last?.[2]).toBeLessThan(0.3);
    expect(await text(page, "#figure-loss")).toBe(last?.[1]?.toFixed(4));
    expect(await text(page, "#figure-val-loss")).toBe(last?.[2]?.toFixed(4));

    const originals = await pictures(page, "original");
    const after = await pictures(page, "reconstruction");
    expect(after).toHaveLength(10);
    after.forEach((picture, i) => {
      expect(picture).not.toEqual(before[i]);
      expect(likeness(picture, originals[i] ?? [])).toBeGreaterThan(likeness(before[i] ?? [], originals[i] ?? []));
    });
    const codes = await pictures(page, "code");
    expect(new Set(codes.map(String)).size).toBe(10);
    const filters = await pictures(page, "filter");
    expect(filters).toHaveLength(32);
    expect(filters).not.toEqual(noise);

    const weights = await downloaded(page, "model.safetensors");
    expect(weights.toString("latin1", 8, 2048)).toMatch(/^\{.*"encoder\.0\.kernel"/);
    expect(weights.length).toBeGreaterThan(50_992 * 4);
    const model = JSON.parse((await downloaded(page, "model.json")).toString());
    expect(model).toMatchObject({ input: [784], encoder: [{ type: "dense", units: 32 }], seed: 1 });
    const png = decode(await downloaded(page, "pictures.png"));
    // A line of names, then pictures, their codes, and what was drawn of them.
    expect([png.width, png.height]).toEqual([8 + 10 * 120, 20 + 8 + 3 * 120]);

    // The curve as a picture has the colours of the theme: its paper, and two thick lines.
    for (const [scheme, paper, line] of [
      ["light", "255,255,255", "10,108,116"],
      ["dark", "25,33,36", "111,205,211"],
    ] as const) {
      await page.select("#theme", scheme);
      const chart = decode(await downloaded(page, "loss.png"));
      expect([chart.width, chart.height]).toEqual([960 + 2 * 24, 400 + 2 * 24 + 36 + 26]);
      const colours = coloursIn(chart);
      expect(colours.get(paper)).toBeGreaterThan(0.8 * chart.width * chart.height);
      expect(colours.get(line)).toBeGreaterThan(500);
    }
    expect(await page.$(".offstage")).toBeNull();
    await page.select("#theme", "system");

    expect(await text(page, "#announcement")).toMatch(/^Training finished: loss 0\.\d{4}, validation loss 0\.\d{4}\.$/);
    expect(await page.$eval("progress", (bar) => bar.value)).toBe(1);

    // The loss more closely, and its values as a table.
    await page.waitForSelector(".u-over");
    const zoomed = () => page.$eval(".zoom", (zoom) => zoom.querySelectorAll("button:disabled").length === 0);
    expect(await zoomed()).toBe(false);
    await page.click("[aria-label='Zoom in on the end']");
    expect(await zoomed()).toBe(true);
    await page.click(".zoom button:last-child");
    expect(await zoomed()).toBe(false);
    await page.$eval(".plot", (plot) => plot.scrollIntoView());
    const box = await (await page.$(".u-over"))?.boundingBox();
    if (!box) throw new Error("The chart has no box.");
    await page.mouse.move(box.x + 0.3 * box.width, box.y + 40);
    expect(await text(page, ".legend")).toMatch(/at epoch \d\.\d\d/);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.8 * box.width, box.y + 60, { steps: 3 });
    await page.mouse.up();
    expect(await zoomed()).toBe(true);
    await page.click(".values summary");
    expect(await page.$$eval(".values tbody tr", (rows) => rows.length)).toBe(2);
    expect(await page.$eval(".plot", (plot) => plot.ariaLabel)).toMatch(
      /^Loss curve after 2 epochs: training 0\.\d{4}, validation 0\.\d{4}\.$/,
    );

    // Another view and back: nothing is lost.
    await openView(page, "understand");
    await openView(page, "train");
    expect(await pictures(page, "reconstruction")).toEqual(after);
    expect(await page.$$(".downloads a")).toHaveLength(4);

    // One epoch more, with the same model only.
    const set = async (name: string, value: string) => {
      await page.click(`#${name}`, { count: 3 });
      await page.keyboard.type(value);
    };
    await set("seed", "2");
    expect(await page.$("#train-on:disabled")).not.toBeNull();
    expect(await text(page, "#ruled-out")).toMatch(/needs the model as it was trained\. Changed since: seed\./);
    await set("seed", "1");
    await set("epochs", "1");
    expect(await page.$("#ruled-out")).toBeNull();
    expect(await text(page, "#train-on")).toBe("Train on: 1 epoch");
    await page.click("#train-on");
    await page.waitForSelector("#stop");
    await finished(page);
    expect(await text(page, "#progress-label")).toBe("Epoch 3 of 3, step 64 of 64");
    expect(await page.$eval(".plot", (plot) => plot.ariaLabel)).toMatch(/^Loss curve after 3 epochs/);
    expect(await text(page, "#code-typescript")).toContain("epochs: 3,");
    const losses = async () => {
      const rows = (await downloaded(page, "history.csv")).toString().trim().split("\n").slice(1);
      return rows.map((row) => row.split(",").slice(0, 3));
    };
    const twice = await losses();
    expect(twice.slice(0, 2)).toEqual(lines.slice(1).map((line) => line.split(",").slice(0, 3)));

    await page.click("#reset");
    expect(await page.$$(".downloads a, #reset, #train-on, progress")).toHaveLength(0);
    // In one go it is the same: the optimizer had not forgotten anything.
    await set("epochs", "3");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#stop");
    await finished(page);
    expect(await losses()).toEqual(twice);
  });

  it("pauses, resumes, stops, keeps what was learnt, starts again, and is asked before leaving", async () => {
    const page = await site.visit({ fragment: "#/train?limit=2048&epochs=10000" });
    await ready(page);
    await page.focus("#epochs");
    await page.keyboard.press("Enter");
    await anEpoch(page);

    await page.click("#pause");
    await page.waitForSelector("#resume");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("resume");
    // What was on its way when the button was pressed still arrives; then nothing does.
    let held = "";
    for (let said = await text(page, ".progress-head"); said !== held; said = await text(page, ".progress-head")) {
      held = said;
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    expect(await text(page, "#announcement")).toMatch(/^Training paused: loss 0\./);

    await page.click("#resume");
    await page.waitForFunction((old) => document.querySelector("#progress-label")?.textContent !== old, {}, held);
    await page.click("#pause");
    await page.waitForSelector("#resume");
    await page.focus("#stop");
    await page.keyboard.press("Enter");
    await finished(page);
    // The button is gone, but not the keyboard's place.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("start");
    expect(await text(page, "#announcement")).toMatch(/^Training stopped: loss 0\./);
    const rows = (await downloaded(page, "history.csv")).toString().trim().split("\n").slice(1);
    expect(rows.length).toBeGreaterThan(0);
    // Pauses are no training time: no epoch seems as slow as one pause.
    for (const row of rows) expect(Number(row.split(",")[4])).toBeGreaterThan(0);

    // Leaving is asked about while training, and only then; here, while training on.
    await page.click("#train-on");
    await page.waitForSelector("#stop");
    await page.waitForFunction(
      (done) => Number(/Epoch ([\d,]+)/.exec(document.querySelector("#progress-label")?.textContent ?? "")?.[1]) > done,
      {},
      rows.length + 1,
    );
    expect(await page.$$(".downloads a")).toHaveLength(0);
    const asked = new Promise<string>((resolve) => {
      page.once("dialog", (dialog) => {
        resolve(dialog.type());
        void dialog.dismiss();
      });
    });
    await page.close({ runBeforeUnload: true });
    expect(await asked).toBe("beforeunload");
    await page.click("#stop");
    await finished(page);
    const epochs = (await downloaded(page, "history.csv")).toString().trim().split("\n").slice(1);
    expect(epochs.length).toBeGreaterThan(rows.length);
    expect(epochs.map((row) => Number(row.split(",")[0]))).toEqual(epochs.map((_, index) => index + 1));
    const closed = new Promise((resolve) => page.once("close", resolve));
    await page.close({ runBeforeUnload: true });
    await closed;
  });
});
