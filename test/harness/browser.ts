import { connect, type Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, inject } from "vitest";

/**
 * A page of its own for a test file, with the library and the harness as globals. Anything that the page writes to the
 * console as a warning or error, and any error nobody caught, fails the file.
 */
export function usePage(): { readonly page: Page } {
  let page: Page | undefined;
  let disconnect: (() => Promise<void>) | undefined;
  const complaints: string[] = [];
  beforeAll(async () => {
    const browser = await connect({ browserWSEndpoint: inject("browser"), protocolTimeout: 0 });
    disconnect = () => browser.disconnect();
    page = await browser.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (["error", "warn"].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(`${inject("server")}test/harness/page.html`);
    await page.waitForFunction("globalThis.harness");
  });
  afterAll(async () => {
    await page?.close();
    await disconnect?.();
    expect(complaints, "the page's console").toEqual([]);
  });
  return {
    get page() {
      if (!page) throw new Error("The page is open only while tests run.");
      return page;
    },
  };
}
