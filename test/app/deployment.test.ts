import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page } from "puppeteer-core";
import { createBuilder } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openView, ready, Site, text } from "./visit.js";

/** Two versions of the page, which say which one they are; their scripts differ, and so do the names of those. */
const VERSIONS = ["first", "second"] as const;
let folder: string;
let site: Site;
const built = (version: (typeof VERSIONS)[number]) => join(folder, version);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "isthmus-deployment-"));
  for (const version of VERSIONS) {
    const says = {
      name: "says-its-version",
      transform: (code: string, id: string) =>
        id.endsWith("/src/app/main.ts") ? `${code}\ndocument.documentElement.dataset.version = "${version}";` : null,
    };
    const build = { outDir: built(version), emptyOutDir: true };
    const builder = await createBuilder(
      { configFile: "vite.config.ts", logLevel: "warn", plugins: [says], build },
      null,
    );
    await builder.buildApp();
  }
  // As GitHub Pages has it.
  site = await Site.open({ headers: { "Cache-Control": "max-age=600" } });
}, 300_000);
afterAll(async () => {
  await site?.close();
  await rm(folder, { recursive: true });
});
afterEach(() => site.check());

/** The version that is shown, once one is. */
const shown = async (page: Page) => {
  await page.waitForSelector("train-view");
  return page.$eval("html", (html) => html.dataset.version);
};

/** A visitor who has been there with the first version, which is kept: page, files and data. */
async function visited(): Promise<{ visitor: BrowserContext; page: Page }> {
  await site.server.deploy(built("first"));
  const visitor = await site.visitor();
  const page = await site.visit({ in: visitor });
  await ready(page);
  expect(await shown(page)).toBe("first");
  await kept(page, 1);
  return { visitor, page };
}

/** Waits until so many builds are kept whole, and the data set: four files, and two of its first digits. What a browser does about that, it does when it has time. */
const kept = (page: Page, builds: number) =>
  expect
    .poll(
      () =>
        page.evaluate(async () => {
          const { active, installing, waiting } = (await navigator.serviceWorker.getRegistration()) ?? {};
          const names = await caches.keys();
          const files = await Promise.all(
            names.map(async (name) => ({ name, count: (await (await caches.open(name)).keys()).length })),
          );
          return {
            workers: [installing?.state, waiting?.state, active?.state].filter(Boolean),
            data: files.filter(({ name }) => name.includes(" data ")).map(({ count }) => count),
            builds: files.filter(({ count }) => count > 20).length,
          };
        }),
      { timeout: 90_000, interval: 100 },
    )
    .toEqual({ workers: ["activated"], data: [6], builds });

/** Has the browser look for a new version now, which it else does some time after a page was opened. */
const update = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => {});
    // A new worker asks for all its files first.
    while (registration.installing) await new Promise((resolve) => setTimeout(resolve, 50));
  });

/** Takes what is said of files that are not there. */
function expectMissing(): void {
  expect(site.complaints.splice(0).filter((line) => !/404|ERR_|assets\//.test(line))).toEqual([]);
}

describe("a new version of the page", () => {
  it("is shown at the first reload, though the browser may keep the old one for ten minutes; then it works offline", async () => {
    const { visitor, page } = await visited();
    await site.server.deploy(built("second"));
    await page.reload();
    expect(await shown(page)).toBe("second");
    await kept(page, 2);
    site.server.offline = true;
    try {
      const later = await site.visit({ in: visitor });
      expect(await shown(later)).toBe("second");
      await ready(later);
    } finally {
      site.server.offline = false;
    }
  });

  it("leaves a page of the old one that is open its views", async () => {
    const { visitor, page } = await visited();
    await site.server.deploy(built("second"));
    const other = await site.visit({ in: visitor });
    expect(await shown(other)).toBe("second");
    await kept(other, 2);
    await page.bringToFront();
    await openView(page, "speed");
    expect(await page.$eval("html", (html) => html.dataset.version)).toBe("first");
  });

  it("is never kept half: an old page, or a host's page about an error, among its files is not taken for it", async () => {
    const { visitor, page } = await visited();
    await site.server.deploy(built("second"));
    // The page itself comes from a part of the host that has not heard of it; then a script does.
    const old = await readFile(join(built("first"), "index.html"));
    site.server.instead.set("index.html", { type: "text/html", body: old });
    await page.reload();
    expect(await shown(page)).toBe("first");
    site.server.asked.length = 0;
    await update(page); // what a new worker gets must be what this host had until then
    site.server.instead.clear();
    const html = (await readFile(join(built("second"), "index.html"))).toString();
    const [, script = ""] = /src="\.\/(assets\/index-[^"]+\.js)"/.exec(html) ?? [];
    expect(script).not.toBe("");
    site.server.instead.set(script, { type: "text/html", body: "<!doctype html>This is not here yet." });
    await page.reload();
    expect(await shown(page)).toBe("first");
    site.server.instead.clear();
    await page.reload();
    expect(await shown(page)).toBe("second");
    // Twice it was not kept: when the browser tries once more by itself is its own affair.
    await update(page);
    await kept(page, 2);
    expect(site.server.asked.filter((path) => path === "service-worker.js").length).toBeGreaterThan(0);
    await page.close();
    const later = await site.visit({ in: visitor });
    expect(await shown(later)).toBe("second");
  });

  it("heals at a reload, whatever was kept: an old page under a new build's name, and none of its files", async () => {
    const { page } = await visited();
    await site.server.deploy(built("second"));
    // What the service worker of an earlier version came to: the old page, whose files are neither kept nor there any more.
    const old = (await readFile(join(built("first"), "index.html"))).toString();
    await page.evaluate(async (html) => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        if (name.includes(" data")) continue;
        for (const request of await cache.keys()) await cache.delete(request);
        await cache.put(
          new URL(".", location.href).href,
          new Response(html, { headers: { "Content-Type": "text/html" } }),
        );
      }
    }, old);
    await page.reload();
    expect(await shown(page)).toBe("second");
  });

  it("says so where a part of the page cannot be had, forgets what it kept, and is whole at the next reload", async () => {
    const { page } = await visited();
    // As a browser without room does: some files are gone, and there is no network.
    const main = await page.$eval("script[type=module]", (script) => (script as HTMLScriptElement).src);
    await page.evaluate(async (address) => {
      for (const name of await caches.keys()) await (await caches.open(name)).delete(address);
    }, main);
    site.server.missing.add(main.slice(main.indexOf("assets/")));
    await page.setCacheEnabled(false);
    await page.reload();
    await page.waitForSelector("#incomplete");
    expect(await text(page, "#incomplete")).toMatch(/part of this page could not be loaded.*Reload it\.$/);
    expect(await page.$eval("#incomplete", (notice) => notice.getAttribute("role"))).toBe("alert");
    expectMissing();
    site.server.missing.clear();
    await page.reload();
    expect(await shown(page)).toBe("first");
    await ready(page);
    expectMissing();
  });

  it.each([["nothing"], ["a page (HTML)"]] as const)(
    "heals where a first visit came when its files were not there yet, and the browser keeps %s in their place",
    async (answer) => {
      await site.server.deploy(built("second"));
      const html = (await readFile(join(built("second"), "index.html"))).toString();
      const files = Array.from(html.matchAll(/="\.\/(assets\/[^"]+\.(?:js|css))"/g), ([, file = ""]) => file);
      expect(files.length).toBeGreaterThan(1);
      for (const file of files) {
        if (answer === "nothing") site.server.missing.add(file);
        else site.server.instead.set(file, { type: "text/html", body: "<!doctype html>This is not here yet." });
      }
      const page = await site.visit();
      await page.waitForSelector("#incomplete");
      site.server.missing.clear();
      site.server.instead.clear();
      // It has the browser ask for what it kept, and then takes it.
      await page.reload();
      expect(await shown(page)).toBe("second");
      await ready(page);
      site.complaints.splice(0);
    },
    120_000,
  );

  it("does not wait for a service worker that never answers", async () => {
    await site.server.deploy(built("first"));
    site.server.unanswered.add("service-worker.js");
    const began = performance.now();
    const page = await site.visit();
    await page.waitForFunction(() => document.querySelector("#adapter"));
    await ready(page);
    process.stderr.write(`ready without a service worker after ${Math.round(performance.now() - began)} ms\n`);
  });
});

describe("MNIST", () => {
  it.each([
    ["a page (HTML)", () => "<!doctype html>There is no such file.", "text/html"],
    ["a cut file", (file: Buffer) => file.subarray(0, 2000), "application/octet-stream"],
    ["a file of other bytes", (file: Buffer) => new Uint8Array(file.length), "application/octet-stream"],
  ] as const)(
    "is asked of the network again after %s, which nothing keeps",
    async (_, answer, type) => {
      const path = "mnist/t10k-labels-idx1-ubyte";
      await site.server.deploy(built("first"));
      site.server.instead.set(path, { type, body: answer(await readFile(join(built("first"), path))) });
      const page = await site.visit();
      await page.waitForSelector("#missing-rest");
      expect(await text(page, "#missing-rest")).toContain("t10k-labels-idx1-ubyte");
      expect(site.complaints.splice(0).filter((line) => !/^failed: .*\/mnist\/[\w-]+ net::ERR_/.test(line))).toEqual(
        [],
      );
      site.server.instead.clear();
      await page.click("#missing-rest button");
      await ready(page);
      await kept(page, 1);
      expect(site.complaints.splice(0).filter((line) => !/^failed: .*\/mnist\/[\w-]+ net::ERR_/.test(line))).toEqual(
        [],
      );
    },
    120_000,
  );

  it("of other pixels than MNIST's is read where a host has it, and not kept", async () => {
    const path = "mnist/t10k-labels-idx1-ubyte";
    await site.server.deploy(built("first"));
    const others = new Uint8Array(8 + 10_000);
    new DataView(others.buffer).setUint32(0, 0x801);
    new DataView(others.buffer).setUint32(4, 10_000);
    site.server.instead.set(path, { type: "application/octet-stream", body: others });
    const page = await site.visit();
    await ready(page);
    const files = () =>
      page.evaluate(async () => {
        const name = (await caches.keys()).find((cache) => cache.includes(" data "));
        return name ? (await (await caches.open(name)).keys()).map(({ url }) => url.replace(/.*\//, "")).sort() : [];
      });
    await page.waitForFunction(async () => {
      const name = (await caches.keys()).find((cache) => cache.includes(" data "));
      return name !== undefined && (await (await caches.open(name)).keys()).length === 5;
    });
    expect(await files()).not.toContain("t10k-labels-idx1-ubyte");
  });
});
