/**
 * Fuzzes everything that reads what a stranger may send, for as long as one likes: `npm run fuzz -- --minutes 30`, and
 * `--only NAME` for the subjects whose names have that in them (test/fuzz/subjects.ts). What is found is kept in .cache/fuzz.
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { minutes = "10", only = "" } = parseArgs({
  options: { minutes: { type: "string" }, only: { type: "string" } },
}).values;
if (!(Number(minutes) > 0)) {
  process.stderr.write(`--minutes must be a positive number; got "${minutes}".\n`);
  process.exit(2);
}
const timeout = String(Math.ceil(Number(minutes) * 60_000 + 600_000));
const { status } = spawnSync("npx", ["vitest", "run", "test/fuzz", "--testTimeout", timeout], {
  stdio: "inherit",
  env: { ...process.env, ISTHMUS_FUZZ_MINUTES: minutes, ISTHMUS_FUZZ_ONLY: only },
});
process.exit(status ?? 1);
