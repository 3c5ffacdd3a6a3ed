/** `npm run bench:table`: makes the README's tables from bench/results. */
import { readFile, writeFile } from "node:fs/promises";
import { withTables } from "./markdown.js";
import { readResults } from "./results.js";

const README = "README.md";

await writeFile(README, withTables(await readFile(README, "utf8"), await readResults()));
