import type { Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { faultsIn } from "./axe.js";
import { openView, ready, Site, text } from "./visit.js";

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site?.close());
// An error that nobody catches is a complaint.
afterEach(() => site.check());

const goTo = (page: Page, hash: string) =>
  page.evaluate(async (wanted) => {
    const changed = new Promise((resolve) => window.addEventListener("hashchange", resolve, { once: true }));
    location.hash = wanted;
    await changed;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }, hash);

describe("an address that cannot be read", () => {
  it("leaves the page whole, and a word says what was left out", async () => {
    const deep = `[{"type":"dense","units":${"[".repeat(5000)}${"]".repeat(5000)}}]`;
    const page = await site.visit({
      fragment: `#/nowhere?model=custom&encoder=${encodeURIComponent(deep)}&epochs=1&epochs=2`,
    });
    await ready(page).catch(() => page.waitForSelector("#start"));
    expect(await text(page, "#unknown")).toMatch(/the view “nowhere”.*cannot read: epochs, encoder\. It knows model, /);
    expect(await faultsIn(page)).toEqual([]);
    for (const hash of [
      '#/train?model=custom&encoder=[{"type":"dense","units":[{"toString":1}]}]&decoder=[{"type":"dense","units":{"valueOf":1}}]',
      '#/train?model=custom&encoder=[{"type":"conv2d","filters":9007199254740991,"kernelSize":[1e300,-0]}]',
      "#/train?model=__proto__&loss=constructor&optimizer=toString&learningRate=1e999&seed=-0&limit=Infinity",
      "#/train?model=constructor&epochs=%00&batchSize=%ED%A0%80",
      `#/understand?model=custom&encoder=[${'{"type":"flatten"},'.repeat(99)}{"type":"flatten"}]`,
      `#/train?${"x=1&".repeat(30_000)}`,
      "#/%zz?%zz=%",
      "#/train?model=deep",
    ]) {
      await goTo(page, hash);
      expect(await page.$("isthmus-app > main"), hash.slice(0, 100)).not.toBeNull();
    }
    await openView(page, "train");
    expect(await page.$("#unknown")).toBeNull();
    expect(await page.$eval("#model", (select) => (select as HTMLSelectElement).value)).toBe("deep");
    await ready(page);
  });
});

describe("what a browser remembers and cannot be read", () => {
  it("is left out, with a word", async () => {
    const visitor = await site.visitor();
    const first = await site.visit({ in: visitor });
    await first.waitForSelector("#theme");
    await first.evaluate(() => localStorage.setItem("isthmus-theme", '{"toString":1}<img src=x onerror=alert(1)>'));
    await first.reload();
    await first.waitForSelector("#unknown");
    expect(await text(first, "#unknown")).toMatch(
      /^The theme that was remembered, “\{"toString":1\}<img src=x oner[^“]*…”, is none/,
    );
    expect(await first.$eval("#theme", (select) => (select as HTMLSelectElement).value)).toBe("system");
    await first.reload();
    await ready(first);
    expect(await first.$("#unknown")).toBeNull();
  });
});

describe("dropped files", () => {
  /** Drops files by name and content, and waits until something was said of them. */
  async function drop(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
    await page.evaluate((given) => {
      const dataTransfer = new DataTransfer();
      for (const [name, content] of Object.entries(given)) dataTransfer.items.add(new File([content], name));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, files);
  }

  it("of any kind and name end in data or in a sentence", async () => {
    const page = await site.visit();
    await ready(page);
    const cases: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
      [{ "a.csv": "__proto__,constructor,toString\n1,2,3\n4,5,6\n" }, /a\.csv: 2 samples of 3 values/],
      [{ "<img src=x onerror=alert(1)>.csv": "1,2\n3,4\n" }, /<img src=x onerror=alert\(1\)>\.csv: 2 samples/],
      [{ __proto__: "", "toString.npy": "\u0093NUMPY" }, /toString\.npy/],
      // A model, by its name.
      [{ "x.safetensors": "\u0008\0\0\0\0\0\0\0{}      " }, /x\.safetensors/],
      [{ "empty.csv": "" }, /empty\.csv is empty/],
    ];
    for (const [files, said] of cases) {
      await drop(page, files);
      await page.waitForFunction(
        (pattern) =>
          ["#data-summary", "#file-error", "model-shelf .field-error"].some((place) =>
            new RegExp(pattern).test(document.querySelector(place)?.textContent?.replace(/\s+/g, " ") ?? ""),
          ),
        {},
        said.source,
      );
    }
    expect(await page.$("main img")).toBeNull();
    await drop(page, { "fine.csv": "0.1,0.2\n0.3,0.4\n" });
    await page.waitForFunction(() => document.querySelector("#data-summary")?.textContent?.includes("fine.csv: 2"));
    await ready(page);
  });

  it("that are gone when they are opened are named, and what is there is read", async () => {
    const page = await site.visit();
    await ready(page);
    // A drop of a file that was moved since, and one of two of which one was.
    await page.evaluate(() => {
      const entry = (file: File | undefined, name: string) => ({
        isFile: true,
        fullPath: `/${name}`,
        file: (resolve: (file: File) => void, reject: (error: Error) => void) =>
          file ? resolve(file) : reject(new DOMException("gone", "NotFoundError")),
      });
      DataTransferItem.prototype.webkitGetAsEntry = function (this: DataTransferItem) {
        const file = this.getAsFile();
        const name = file?.name ?? "?";
        return entry(name.startsWith("gone") ? undefined : (file ?? undefined), name) as unknown as FileSystemEntry;
      };
    });
    await drop(page, { "gone.csv": "1,2\n3,4\n" });
    await page.waitForSelector("#unread");
    expect(await text(page, "#unread")).toMatch(/^“gone\.csv” cannot be read, and is left out/);
    expect(await page.$eval("#unread", (said) => said.getAttribute("role"))).toBe("alert");
    await drop(page, { "gone.csv": "1,2\n3,4\n", "there.csv": "1,2\n3,4\n" });
    await page.waitForFunction(() => document.querySelector("#data-summary")?.textContent?.includes("there.csv: 2"));
    expect(await text(page, "#unread")).toMatch(/gone\.csv/);
    await drop(page, { "there.csv": "1,2\n3,4\n" });
    await page.waitForSelector("#unread", { hidden: true });
    await ready(page);
  });
});
