import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

/** What npm links as `isthmus`, for an installed package and for a clone. */

const BUILT = ["dist", "main.js"];
const BUILT_IN_CLONE = ["dist", "cli", "main.js"];

/** A package with the command in this folder of a new one; gives both. */
function packageIn(...place: string[]) {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "isthmus-test-")));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const folder = join(top, ...place);
  mkdirSync(folder, { recursive: true });
  for (const file of ["isthmus.js", "package.json"]) cpSync(join("packages", "isthmus-cli", file), join(folder, file));
  return { top, folder, command: join(folder, "isthmus.js") };
}

function program(file: string, says: string) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `console.log(${JSON.stringify(says)}, ...process.argv.slice(2));`);
}

test("an installed command is what lies in its package", () => {
  const { top, folder, command } = packageIn("node_modules", "isthmus-cli");
  program(join(folder, ...BUILT), "packed");
  program(join(top, ...BUILT_IN_CLONE), "somebody else's");
  expect(execFileSync(process.execPath, [command, "train"], { encoding: "utf8" })).toBe("packed train\n");
});

test("the command of a clone is what was built last, and says how to build it where nothing was", () => {
  const { top, folder, command } = packageIn("packages", "isthmus-cli");
  program(join(folder, ...BUILT), "packed some time ago");
  const { status, stderr } = spawnSync(process.execPath, [command, "train"], { encoding: "utf8" });
  expect([status, stderr]).toEqual([1, expect.stringContaining("npm run build:cli")]);
  program(join(top, ...BUILT_IN_CLONE), "built");
  expect(execFileSync(process.execPath, [command, "train"], { encoding: "utf8" })).toBe("built train\n");
});
