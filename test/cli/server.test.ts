import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { type PageServer, servePage } from "../../src/cli/server.js";
import { temporaryFolder } from "./run-cli.js";

async function serve(): Promise<PageServer> {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "index.html"), "<p>the page");
  await writeFile(join(folder, "secret.txt"), "not for the page");
  const buffer = new Float32Array([9, 1, 2]);
  const server = await servePage(pathToFileURL(`${folder}/`), new Map([["train", buffer.subarray(1)]]));
  onTestFinished(() => server.close());
  return server;
}

test("serves the page and the data, and takes files", async () => {
  const { url, files } = await serve();
  const page = await fetch(url);
  expect([page.headers.get("content-type"), await page.text()]).toEqual(["text/html; charset=utf-8", "<p>the page"]);
  const data = await (await fetch(`${url}data/train`)).arrayBuffer();
  expect([...new Float32Array(data)]).toEqual([1, 2]);
  const bytes = new Uint8Array(300_000).map((_, index) => index % 251);
  expect((await fetch(`${url}files/weights`, { method: "POST", body: bytes })).status).toBe(204);
  expect(files.get("weights")).toEqual(bytes);
});

test("gives nothing to those who do not know its path, and nothing but the page to those who do", async () => {
  const { url } = await serve();
  const status = async (address: string | URL) => (await fetch(address)).status;
  expect(await status(new URL("/", url))).toBe(404);
  expect(await status(new URL("/data/train", url))).toBe(404);
  expect(await status(`${url}data/other`)).toBe(404);
  expect(await status(`${url}secret.txt`)).toBe(404);
  expect(await status(`${url}%2e%2e%2f%2e%2e%2fetc%2fpasswd.html`)).toBe(404);
  expect(await status(`${url}none.js`)).toBe(404);
});
