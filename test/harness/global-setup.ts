import { createBuilder } from "vite";
import type { TestProject } from "vitest/node";
import { findOrInstallChrome, launchChrome } from "../../src/cli/chrome.js";
import { serveTestPage } from "./server.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Where a test connects to the browser that all tests share. */
    browser: string;
    /** Where the sources are served, with a slash at the end. */
    server: string;
  }
}

/** Builds what is tested as built, serves the page that tests open, and starts one headless Chrome for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [server] = await Promise.all([
    serveTestPage(project.config.root),
    ...["vite.cli.config.ts", "vite.config.ts"].map(build),
  ]);

  const executablePath = await findOrInstallChrome((line) => process.stderr.write(`${line}\n`));
  const software = process.env.ISTHMUS_TEST_GPU === undefined;
  const browser = await launchChrome({ executablePath, software, shared: true });
  const page = await browser.newPage();
  await page.goto(`${server.address}test/harness/page.html`);
  await page.waitForFunction("globalThis.harness");
  // No adapter is a failure, not a skip.
  const info = await page.evaluate(async () => (await globalThis.harness.gpu()).info);
  process.stderr.write(
    `${await browser.version()}, adapter: ${info.vendor} ${info.architecture}${info.software ? " (software)" : ""}\n`,
  );
  await page.close();

  project.provide("browser", browser.wsEndpoint());
  project.provide("server", server.address);
  return async () => {
    await browser.close();
    await server.close();
  };
}

/** As `vite build` does; Vite's own `build()` would leave out what is not for browsers. */
export async function build(configFile: string): Promise<void> {
  const builder = await createBuilder({ configFile, logLevel: "warn" }, null);
  await builder.buildApp();
}
