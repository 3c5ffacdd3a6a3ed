import type { TestProject } from "vitest/node";
import { openNodePage } from "../harness/node-page.js";
import { serveTestPage } from "../harness/server.js";
import { chooseLavapipe, REMEDY } from "./lavapipe.js";

/** Makes Dawn in Node run on lavapipe, and serves MNIST. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await chooseLavapipe();
  const page = await openNodePage();
  const adapter = await page.evaluate(async () => (await navigator.gpu.requestAdapter())?.info.description);
  // No adapter is a failure, not a skip.
  if (!adapter) throw new Error(`Dawn in Node finds no adapter on lavapipe. ${REMEDY}`);
  process.stderr.write(`Dawn in Node, adapter: ${adapter}\n`);
  const server = await serveTestPage(project.config.root);
  project.provide("server", server.address);
  return server.close;
}
