import { transformWithOxc } from "vite";
import { describe, expect, inject, test } from "vitest";
import { connectToBrowser } from "../harness/browser.js";
import { BLOCKS, promised } from "./blocks.js";

describe("blocks that are marked as running in Chrome", () => {
  const blocks = BLOCKS.filter(({ language, mark }) => language === "ts" && mark === "run=chrome");
  test.each(blocks.map((block) => [block.at, block] as const))("%s", async (_, { code }) => {
    const browser = await connectToBrowser();
    const page = await browser.newPage();
    try {
      await page.goto(`${inject("server")}test/harness/page.html`);
      await page.waitForFunction("globalThis.harness");
      const said: string[] = [];
      page.on("console", (message) => void said.push(message.text()));
      const { code: script } = await transformWithOxc(code, "block.ts");
      // The page has the library as a global.
      const local = script.replaceAll(/^import (\{[^}]*\}) from "isthmus";/gm, "const $1 = globalThis.isthmus;");
      // As text, for Vitest would put an import of its own in its place.
      const address = `URL.createObjectURL(new Blob([${JSON.stringify(local)}], { type: "text/javascript" }))`;
      await page.evaluate(`import(${address}).then(() => undefined)`);
      const arrows = promised(code);
      if (arrows.length > 0) expect(said).toEqual(arrows);
    } finally {
      await page.close();
      await browser.disconnect();
    }
  });
});
