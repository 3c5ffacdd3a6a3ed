/**
 * What AMD's compiler makes of our kernels, without a GPU: see bench/README.md.
 * Usage: node scripts/profile-static.mjs [--help]
 */
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

// It profiles while it is imported: nothing can be imported any more once that is over.
await runnerImport(fileURLToPath(new URL("profile-static/main.ts", import.meta.url)), { configFile: false });
