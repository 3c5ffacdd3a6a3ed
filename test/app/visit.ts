import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DecodedPng } from "fast-png";
import type { Browser, BrowserContext, Page } from "puppeteer-core";
import { expect, onTestFinished } from "vitest";
import { findOrInstallChrome, launchChrome } from "../../src/cli/chrome.js";
import { type StaticServer, serveFolder } from "./static-server.js";

/** The page as it is published: built (the global setup does that), and served from a folder of a plain web server. */
const BUILT = fileURLToPath(new URL("../../dist/app", import.meta.url));
const MOUNT = "/teaching/isthmus/";

/** How long to wait for what a page is to show, in milliseconds: with others at work on the machine, everything takes longer. */
const PATIENCE = 120_000;

export interface VisitOptions {
  readonly fragment?: string;
  readonly in?: Browser | BrowserContext;
  readonly host?: string;
}

export interface SiteOptions {
  /** Of all answers of its server. */
  readonly headers?: Readonly<Record<string, string>>;
  /** To visit it with; default a Chrome of its own, which `close()` ends. */
  readonly browser?: Browser;
}

/** A published page and a browser to visit it with. */
export class Site {
  /** What no page may do: errors on its console, failed requests, requests to anywhere else. Emptied after each test. */
  readonly complaints: string[] = [];

  private constructor(
    readonly server: StaticServer,
    readonly browser: Browser,
  ) {}

  static async open({ headers, browser }: SiteOptions = {}): Promise<Site> {
    return new Site(await serveFolder(BUILT, MOUNT, headers), browser ?? (await chrome()));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
  }

  /** After each test: nothing may have gone wrong unnoticed. */
  check(): void {
    this.server.missing.clear();
    this.server.instead.clear();
    this.server.unanswered.clear();
    expect(this.complaints.splice(0)).toEqual([]);
  }

  /** Another browser, for what would harm the others; closed after the test. */
  async launch(args: readonly string[] = []): Promise<Browser> {
    const browser = await chrome(args);
    onTestFinished(() => browser.close());
    return browser;
  }

  /** A visitor of their own: caches and service workers are not shared. Closed after the test. */
  async visitor(): Promise<BrowserContext> {
    const context = await this.browser.createBrowserContext();
    onTestFinished(() => context.close());
    return context;
  }

  /** Opens the page, as a new visitor unless told otherwise. */
  async visit(options: VisitOptions = {}): Promise<Page> {
    const { fragment = "", host = "127.0.0.1" } = options;
    const page = await (options.in ?? (await this.visitor())).newPage();
    page.setDefaultTimeout(PATIENCE);
    const origin = `http://${host}:${this.server.port}`;
    page.on("pageerror", (error) => this.complaints.push(`uncaught: ${error}`));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warn") this.complaints.push(`console: ${message.text()}`);
    });
    page.on("requestfailed", (request) =>
      this.complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`),
    );
    page.on("request", (request) => {
      const url = request.url();
      // A data: address is nowhere else, and the page's policy allows it none: Firefox has a font of its own there.
      if (!url.startsWith(`${origin}/`) && !url.startsWith(`blob:${origin}/`) && !url.startsWith("data:"))
        this.complaints.push(`elsewhere: ${url.slice(0, 100)}`);
    });
    await page.goto(`${origin}${MOUNT}${fragment}`);
    return page;
  }
}

async function chrome(args: readonly string[] = []): Promise<Browser> {
  const executablePath = await findOrInstallChrome(() => {});
  return launchChrome({ executablePath, software: true, args });
}

export const text = (page: Page, selector: string) =>
  page.$eval(selector, (element) => element.textContent?.replace(/\s+/g, " ").trim() ?? "");

/** Data and GPU are there: all of the data, not only the first. */
export const ready = (page: Page) => page.waitForSelector("#start:not([disabled], [data-first])");

/** A run has ended, and its results are there. */
export const finished = (page: Page) => page.waitForSelector(".downloads a");

/** At least one epoch has finished. */
export const anEpoch = (page: Page) =>
  page.waitForFunction(() => /\d/.test(document.querySelector("#figure-val-loss")?.textContent ?? ""));

/** Goes to another view by its tab. */
export async function openView(page: Page, name: string): Promise<void> {
  await page.click(`.tabs a[href^="#/${name}"]`);
  await page.waitForSelector(`${name}-view`);
}

/** Every pixel of the pictures of one kind. */
export function pictures(page: Page, kind: "original" | "code" | "reconstruction" | "filter"): Promise<number[][]> {
  return page.$$eval(`canvas.${kind}`, (elements) =>
    elements.map((element) => {
      const canvas = element as HTMLCanvasElement;
      // From a copy: Chrome warns when the page's own canvases are read often.
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
      copy?.drawImage(canvas, 0, 0);
      return [...(copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [])];
    }),
  );
}

/** How many pixels of a decoded PNG have each colour, by `red,green,blue`. */
export function coloursIn({ data, channels }: DecodedPng): Map<string, number> {
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += channels) {
    const colour = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return new Map(
    [...counts].map(([colour, count]) => [[colour >> 16, (colour >> 8) & 255, colour & 255].join(), count]),
  );
}

/** Clicks a download link, or the button of a file that is drawn first, and reads the file that arrives. */
export async function downloaded(page: Page, name: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "isthmus-download-"));
  const cdp = await page.createCDPSession();
  try {
    await cdp.send("Browser.setDownloadBehavior", {
      behavior: "allow",
      downloadPath: folder,
      eventsEnabled: true,
      ...(page.browserContext().id && { browserContextId: page.browserContext().id }),
    } as never);
    const arrived = new Promise<void>((resolve) => {
      cdp.on("Browser.downloadProgress", ({ state }) => {
        if (state === "completed") resolve();
      });
    });
    await page.click(`a[download="${name}"], button[data-file="${name}"]`);
    await arrived;
    return await readFile(join(folder, name));
  } finally {
    await cdp.detach();
    await rm(folder, { recursive: true });
  }
}
