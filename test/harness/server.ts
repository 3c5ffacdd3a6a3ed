import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, preview } from "vite";
import { kernelFacts } from "../../scripts/kernel-facts.js";
import { mnist } from "../../vite.config.js";

/** A server of the page that tests open, and of MNIST. */
export interface TestServer {
  /** With a slash at the end. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Builds the page that tests open, and serves it. A test file opens it in a fraction of the time that some two hundred sources
 * would take.
 * @param root the project's folder
 */
export async function serveTestPage(root: string): Promise<TestServer> {
  const outDir = await mkdtemp(join(tmpdir(), "isthmus-test-page-"));
  const settings = { configFile: false, root, logLevel: "error" } as const;
  await build({
    ...settings,
    publicDir: false,
    plugins: [kernelFacts()],
    // Not minified, so that errors tell where they come from.
    build: {
      outDir,
      target: "esnext",
      minify: false,
      emptyOutDir: true,
      rolldownOptions: { input: "test/harness/page.html" },
    },
  });
  const server = await preview({
    ...settings,
    plugins: [mnist()],
    build: { outDir },
    preview: { port: 0, host: "127.0.0.1" },
  });
  const address = server.resolvedUrls?.local[0];
  if (!address) throw new Error("The test server has no address.");
  return {
    address,
    close: async () => {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
