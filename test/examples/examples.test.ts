import { execFile } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";
import type { Browser, Page } from "puppeteer-core";
import { build as viteBuild } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findOrInstallChrome, launchChrome } from "../../src/cli/chrome.js";
import { findSwiftShader } from "../../src/cli/swiftshader.js";
import { missingForDawn } from "../cli/dawn-here.js";
import { connectToBrowser } from "../harness/browser.js";
import { build } from "../harness/global-setup.js";

/** The examples as their users run them: on the built library, from `node_modules`. */

/** Where the library is built to. */
const LIBRARY = "dist/lib";
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

const folder = mkdtempSync(join(tmpdir(), "isthmus-examples-"));
let browser: Browser;
let url = "";

const server = createServer(({ url = "/" }, response) => {
  const path = normalize(decodeURIComponent(new URL(url, "http://localhost").pathname)).replaceAll("\\", "/");
  const [, installed] = /\/node_modules\/(.*)$/.exec(path) ?? [];
  const file =
    installed === undefined
      ? [join("examples", path), join(folder, path)].find(existsSync)
      : installed.startsWith("isthmus/")
        ? join(LIBRARY, installed.slice("isthmus/".length))
        : join("node_modules", installed);
  if (file === undefined || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response
    .writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" })
    .end(readFileSync(file));
});

beforeAll(async () => {
  await build("vite.lib.config.ts");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://localhost:${(server.address() as AddressInfo).port}/`;
  browser = await connectToBrowser();
});

afterAll(async () => {
  await browser?.disconnect();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens an example, and fails where its page has an error. */
async function visit(path: string, use: (page: Page) => Promise<void>, chrome = browser): Promise<void> {
  const page = await chrome.newPage();
  await page.bringToFront(); // for the focus
  const errors: string[] = [];
  page.on("pageerror", (error) => void errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("favicon")) errors.push(message.text());
  });
  try {
    await page.goto(`${url}${path}`);
    await use(page);
    expect(errors.filter((error) => !/404/.test(error))).toEqual([]);
  } finally {
    await page.close();
  }
}

const says = (page: Page, text: RegExp) =>
  page.waitForFunction(
    (source) => new RegExp(source).test(document.querySelector<HTMLOutputElement>("#status")?.value ?? ""),
    { timeout: 0 },
    text.source,
  );

/** How many pixels of a 2D canvas are neither black nor white nor clear. */
const greys = (page: Page, canvas: string) =>
  page.$eval(canvas, (element) => {
    const { width, height } = element as HTMLCanvasElement;
    const data = (element as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, width, height).data ?? [];
    return Array.from({ length: data.length / 4 }).filter(
      (_, at) => (data[4 * at] ?? 0) > 0 && (data[4 * at] ?? 0) < 255,
    ).length;
  });

test("page: a page in one file trains and draws", async () => {
  await visit("page/index.html?epochs=1", async (page) => {
    await page.click("#train");
    await says(page, /^Trained 1 epochs\.$/);
    expect(await greys(page, "#digits")).toBeGreaterThan(500);
  });
});

test("denoise-drawing: a drawing is spoilt and cleaned", async () => {
  await visit("denoise-drawing/index.html?epochs=1", async (page) => {
    await says(page, /^Draw\.$/);
    await page.click("#clear");
    const box = await (await page.$("#drawing"))?.boundingBox();
    if (!box) throw new Error("The canvas is not shown.");
    await page.mouse.move(box.x + box.width / 2, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 10, { steps: 20 });
    await page.mouse.up();
    await page.waitForNetworkIdle();
    await expect.poll(() => greys(page, "#cleaned")).toBeGreaterThan(50);
    expect(await greys(page, "#drawing")).toBeGreaterThan(20);
  });
});

test("latent-walk: frames of a walk are drawn", async () => {
  await visit("latent-walk/index.html?epochs=1", async (page) => {
    await says(page, /^Trained 1 epochs\. 240 steps/);
    await expect.poll(() => greys(page, "#digit")).toBeGreaterThan(100);
  });
});

test("shared-device: three.js draws on the device that trains", async () => {
  // As it is launched for other tests, Chrome destroys a device that draws on a canvas: that takes a compositor on Vulkan.
  const chrome = await launchChrome({
    executablePath: await findOrInstallChrome(() => undefined),
    software: true,
    args: ["--use-vulkan=swiftshader", "--use-angle=vulkan", "--enable-features=Vulkan"],
  });
  try {
    const drawn = async (page: Page) => {
      await says(page, /^Trained 1 epochs\.$/);
      const shot = await (await page.$("#points"))?.screenshot();
      // A canvas of one colour, or with a single point, packs into next to nothing.
      expect(shot?.length).toBeGreaterThan(8000);
    };
    await visit("shared-device/index.html?epochs=1", drawn, chrome);
  } finally {
    await chrome.close();
  }
});

test("notebook: cells run, and again when what they use changes", async () => {
  await visit("notebook/index.html", async (page) => {
    const idle = () =>
      page.waitForFunction(() => document.querySelector("main svg") && !document.querySelector(".running"), {
        timeout: 0,
      });
    await idle();
    expect(await page.$$eval(".failed", (cells) => cells.length)).toBe(0);
    expect(await page.$$eval("main svg", (plots) => plots.length)).toBe(2);
    await page.evaluate(() => {
      const editor = document.querySelectorAll<HTMLElement>("pre[contenteditable]")[1];
      if (!editor) return;
      editor.focus();
      editor.textContent = "return 5;";
      editor.blur();
    });
    await page.waitForFunction(() => /\(None, 5\)/.test(document.querySelector("main")?.textContent ?? ""), {
      timeout: 0,
    });
    await idle();
    expect(await page.$$eval(".failed", (cells) => cells.length)).toBe(0);
  });
});

test("vite-worker: builds, trains in its worker, and stops", async () => {
  const root = join(process.cwd(), "examples/vite-worker");
  await viteBuild({
    root,
    logLevel: "error",
    resolve: { alias: { isthmus: join(process.cwd(), LIBRARY, "index.js") } },
    build: { outDir: join(folder, "built"), emptyOutDir: true },
  });
  await visit("built/index.html", async (page) => {
    await page.click("#train");
    await says(page, /^epoch 2/);
    await page.click("#stop");
    await says(page, /^Stopped: a model of [\d,]+ bytes\.$/);
    await page.click("#train");
    await says(page, /^Done: a model of [\d,]+ bytes\.$/);
  });
});

test("node-anomaly: learns a table and finds the rows that are out of tune", async (context) => {
  const missing = await missingForDawn();
  if (missing.length > 0) context.skip(`This machine has no ${missing.join(", no ")}.`);
  const installed = join(folder, "node/node_modules");
  mkdirSync(installed, { recursive: true });
  cpSync(LIBRARY, join(installed, "isthmus"), { recursive: true });
  const manifest = join(installed, "isthmus/package.json");
  const exports = { ".": "./index.js", "./data": "./data.js", "./formats": "./formats.js" };
  writeFileSync(manifest, JSON.stringify({ name: "isthmus", type: "module", exports }));
  symlinkSync(join(process.cwd(), "node_modules/webgpu"), join(installed, "webgpu"), "junction");
  cpSync("examples/node-anomaly/train.mjs", join(folder, "node/train.mjs"));
  const driver = await findSwiftShader();
  const env = { ...process.env, ...(driver && { VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver }) };
  const { stdout } = await promisify(execFile)(process.execPath, ["train.mjs"], { cwd: join(folder, "node"), env });
  expect(stdout).toMatch(/read 1,500 samples of 4 values/);
  expect(stdout).toMatch(/^ {2}row 7: /m);
  expect(stdout).toMatch(/^ {2}row 23: /m);
  expect(existsSync(join(folder, "node/pump.safetensors"))).toBe(true);
});
