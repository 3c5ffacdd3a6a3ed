import { type Browser, connect, type Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, inject, vi } from "vitest";
import { openNodePage } from "./node-page.js";

/** What tests of the library need of a page. */
export type TestPage = Pick<Page, "evaluate">;

/** The implementation of WebGPU that is tested: Chrome's, unless `npm run test:implementations` names another. */
export const IMPLEMENTATION = (process.env.ISTHMUS_TEST_IMPLEMENTATION ?? "chrome") as "chrome" | "firefox" | "node";

/** `npm run test:implementations -- --mode quick`: less of what is alike. */
export const QUICK = process.env.ISTHMUS_TEST_QUICK !== undefined;

/** Whether its adapter has f16: Mesa's lavapipe has, in Firefox too; SwiftShader, which Chrome runs on, has not. */
export const HAS_HALVES = IMPLEMENTATION !== "chrome";

/** Whether it has subgroups: SwiftShader and lavapipe have, but Firefox does not hand them on yet. */
export const HAS_SUBGROUPS = IMPLEMENTATION !== "firefox";

/**
 * A page of its own for a test file, with the library and the harness as globals. Anything that the page writes to the
 * console as a warning or error, and any error nobody caught, fails the file.
 */
export function usePage(): { readonly page: TestPage } {
  let page: TestPage | undefined;
  let close: (() => Promise<void>) | undefined;
  const complaints: string[] = [];
  beforeAll(async () => {
    if (IMPLEMENTATION === "node") {
      for (const level of ["error", "warn"] as const) {
        vi.spyOn(console, level).mockImplementation((...words) => complaints.push(words.join(" ")));
      }
      page = await openNodePage();
      return;
    }
    const browser = await connectToBrowser();
    const opened = await browser.newPage();
    close = async () => {
      await opened.close();
      await disconnect(browser);
    };
    opened.on("pageerror", (error) => complaints.push(String(error)));
    opened.on("console", (message) => {
      if (["error", "warn"].includes(message.type())) complaints.push(message.text());
    });
    await opened.goto(`${inject("server")}test/harness/page.html`);
    await opened.waitForFunction("globalThis.harness");
    page = opened;
  });
  afterAll(async () => {
    await close?.();
    expect(complaints, "the page's console").toEqual([]);
  });
  return {
    get page() {
      if (!page) throw new Error("The page is open only while tests run.");
      return page;
    },
  };
}

/** Firefox takes one session at a time: all its test files run in one worker (`isolate: false`), and this is theirs. */
let firefox: Promise<Browser> | undefined;

/** The browser that all tests share; a test file ends its connection with `disconnect`. */
export function connectToBrowser(): Promise<Browser> {
  const connectBy = (protocol: "cdp" | "webDriverBiDi") =>
    connect({ browserWSEndpoint: inject("browser"), protocol, protocolTimeout: 0 });
  if (IMPLEMENTATION !== "firefox") return connectBy("cdp");
  firefox ??= connectBy("webDriverBiDi");
  return firefox;
}

/** Ends a test file's connection to the browser; that to Firefox goes on, for the files that follow. */
export async function disconnect(browser: Browser): Promise<void> {
  if (IMPLEMENTATION !== "firefox") await browser.disconnect();
}
