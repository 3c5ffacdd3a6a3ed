import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { faultsIn } from "./axe.js";
import { Site, text } from "./visit.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site?.close());
afterEach(() => site.check());

describe("the view Speed", () => {
  it("measures our levels beside the adapter's limits, and a peer only when asked for it", async () => {
    const page = await site.visit({ fragment: "#/speed" });
    const peers: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/peers/")) peers.push(request.url());
    });
    await page.waitForSelector("#measure:not([disabled])");
    expect(await page.$("#speeds")).toBeNull();
    await page.click("#measure");
    await page.waitForSelector("#cancel-speed");
    await page.waitForSelector("#floors");
    const rows = () =>
      page.$$eval("#speeds tbody tr", (all) =>
        all.map((row) => [...row.children].map((cell) => cell.textContent ?? "")),
      );
    const [naive, tiled, fused] = await rows();
    expect([naive?.[0], tiled?.[0], fused?.[0]]).toEqual(["Isthmus, naive", "Isthmus, tiled", "Isthmus, fused"]);
    for (const row of [naive, tiled, fused]) {
      expect(row?.[1]).toMatch(/^[\d.,]+ ms$/);
      // Ten steps of Adadelta from glorot-uniform weights: no longer ln 2.
      expect(Number(row?.[6])).toBeGreaterThan(0.68);
      expect(Number(row?.[6])).toBeLessThan(0.69);
    }
    expect(await page.$$eval("#floors tbody tr", (all) => all.length)).toBe(3);
    expect(await text(page, "#adapter-speed")).toMatch(/Multiply-adds[\d.]+ [GT]FLOP\/s/);

    expect(peers).toEqual([]);
    await page.click("#measure-jax");
    await page.waitForFunction(() => document.querySelectorAll("#speeds tbody tr").length === 4);
    expect(peers.length).toBeGreaterThan(0);
    const jax = (await rows())[3];
    expect([jax?.[0], jax?.[6]?.slice(0, 6)]).toEqual(["jax-js, WebGPU", naive?.[6]?.slice(0, 6)]);
    expect(await page.$(".wrong, #speed-failure")).toBeNull();
    expect(await page.$("#measure-jax")).toBeNull();
    await page.waitForSelector("#measure-tensorflow:not([disabled])");
    expect(await faultsIn(page)).toEqual([]);

    await page.setViewport({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.click("[value=convolutional]");
    expect(await page.$("#speeds")).toBeNull();
    await page.click("#measure");
    await page.waitForSelector("#cancel-speed");
    await page.click("#cancel-speed");
    await page.waitForSelector("#measure");
    expect(await text(page, "#speed-announcement")).toBe("Cancelled.");
    expect(await page.$("#speed-failure")).toBeNull();
  });

  it("keeps no peer for visits without a network: they are as large as all else together", async () => {
    const code = await readFile(new URL("../../dist/app/service-worker.js", import.meta.url), "utf8");
    expect(code).toContain("assets/speed-view");
    expect(code).not.toMatch(/assets\/peers/);
  });
});
