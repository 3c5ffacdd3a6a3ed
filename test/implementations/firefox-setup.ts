import type { TestProject } from "vitest/node";
import { build } from "../harness/global-setup.js";
import { serveTestPage } from "../harness/server.js";
import { launchFirefox } from "./firefox.js";
import { REMEDY } from "./lavapipe.js";

/** Builds the published page, serves the one that tests open, and starts one headless Firefox on lavapipe for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browser = await launchFirefox();
  await build("vite.config.ts");
  const server = await serveTestPage(project.config.root);
  const page = await browser.newPage();
  await page.goto(`${server.address}test/harness/page.html`);
  await page.waitForFunction("globalThis.harness");
  // Firefox gives adapters no names: what is told is the only driver that it can have found.
  const adapter = await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) instanceof Object);
  const version = await browser.version();
  // No adapter is a failure, not a skip.
  if (!adapter) throw new Error(`${version} offers no adapter on lavapipe. ${REMEDY}`);
  process.stderr.write(`${version}, adapter: that of ${process.env.VK_DRIVER_FILES}\n`);
  await page.close();

  project.provide("browser", browser.wsEndpoint());
  project.provide("server", server.address);
  // It takes one connection at a time, and that is the test file's.
  await browser.disconnect();
  return async () => {
    browser.process()?.kill();
    await server.close();
  };
}
