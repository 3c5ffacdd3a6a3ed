#!/usr/bin/env node
// The command. In a clone, where npm links it too, it is what `npm run build:cli` built last, not what was packed some time ago.
import { existsSync } from "node:fs";

const fileOf = (/** @type {string} */ path) => new URL(path, import.meta.url);
const main = fileOf(existsSync(fileOf("../../packages/isthmus-cli")) ? "../../dist/cli/main.js" : "./dist/main.js");
if (existsSync(main)) await import(main.href);
else {
  process.stderr.write(
    "The command line is not built yet: run `npm run build:cli`, or `npm run train`, which builds it.\n",
  );
  process.exitCode = 1;
}
