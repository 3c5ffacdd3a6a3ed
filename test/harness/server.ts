import { rm } from "node:fs/promises";
import { createServer } from "vite";
import { kernelFacts } from "../../scripts/kernel-facts.js";
import { mnist } from "../../vite.config.js";

/** A Vite server over the sources. */
export interface SourceServer {
  /** With a slash at the end. */
  readonly address: string;
  close(): Promise<void>;
}

export async function serveSources(root: string): Promise<SourceServer> {
  const cacheDir = "node_modules/.vite-test";
  const server = await createServer({
    configFile: false,
    root,
    logLevel: "warn",
    cacheDir,
    server: { port: 0, host: "127.0.0.1", hmr: false, watch: null },
    plugins: [mnist(), kernelFacts()],
    optimizeDeps: { noDiscovery: true, include: [] },
  });
  await server.listen();
  const address = server.resolvedUrls?.local[0];
  if (!address) throw new Error("The test server has no address.");
  return {
    address,
    close: async () => {
      await server.close();
      await rm(cacheDir, { recursive: true, force: true });
    },
  };
}
