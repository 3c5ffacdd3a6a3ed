/**
 * What AMD's compiler makes of our kernels, without a GPU: see bench/README.md.
 * Usage: node scripts/profile-static.mjs [--help]
 */
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const fileOf = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
const { module: facts } = await runnerImport(fileOf("kernel-facts.ts"), { configFile: false });
// It profiles while it is imported: nothing can be imported any more once that is over.
await runnerImport(fileOf("profile-static/main.ts"), { configFile: false, plugins: [facts.kernelFacts()] });
