import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../cli/run-cli.js";

const SCRIPT = fileURLToPath(new URL("../../scripts/size.mjs", import.meta.url));

/** Runs the size check over a folder of these files. */
async function sizes(files: Readonly<Record<string, string>>) {
  const dist = join(await temporaryFolder(), "dist");
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(dist, name)), { recursive: true });
    await writeFile(join(dist, name), content);
  }
  const run = promisify(execFile)(process.execPath, [SCRIPT, dist]);
  return run.then(
    ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

/** JavaScript of which gzip can make some `kibibytes`, no less: random digits of base 64 keep six bits of eight. */
const code = (kibibytes: number) => `export const text="${randomBytes(1024 * kibibytes).toString("base64")}";`;

const HTML = '<link rel="stylesheet" href="./assets/a.css"><script type="module" src="./assets/a.js"></script>';

test("what is small passes, and what only some need does not count", async () => {
  const { code: exit, stdout } = await sizes({
    "lib/index.js": 'export*from"./shared.js";const later=()=>import("./data.js");',
    "lib/shared.js": code(10),
    "lib/data.js": code(100),
    "app/index.html": HTML,
    "app/assets/a.css": "p{}",
    "app/assets/a.js": 'import"./b.js";new Worker(new URL(`./w.js`,import.meta.url));const later=()=>import(`./c.js`);',
    "app/assets/b.js": code(20),
    "app/assets/c.js": code(200),
    "app/assets/w.js": `import{text}from"./shared.js";${code(30)}`,
    "app/assets/shared.js": code(40),
  });
  expect(exit).toBe(0);
  expect(stdout).toMatch(/^library core: [\d.]+ KiB, gzipped 10\.\d KiB of 40\.0 KiB \(2\d %\)$/m);
  expect(stdout).toMatch(/^page: [\d.]+ KiB, gzipped 9\d\.\d KiB of 120\.0 KiB \(\d+ %\)$/m);
  const counted = [...stdout.matchAll(/^ {2}(\S+):/gm)].map(([, name]) => name);
  expect(counted).toEqual(
    [
      "dist/lib/index.js",
      "dist/lib/shared.js",
      ...["index.html", "assets/a.css", "assets/a.js", "assets/b.js", "assets/w.js", "assets/shared.js"].map(
        (name) => `dist/app/${name}`,
      ),
    ].sort((a, b) => counted.indexOf(a) - counted.indexOf(b)),
  );
});

test("what is too large fails, and says by how much and what to do", async () => {
  const library = await sizes({ "lib/index.js": 'export*from"./shared.js"', "lib/shared.js": code(41) });
  expect(library.code).toBe(1);
  expect(library.stderr).toMatch(
    /^The library core has grown [12]\.\d KiB past its limit\. Import what only some need when they need it/,
  );
  expect(library.stdout).toContain("dist/app/index.html is not there: the page is not measured (npm run build:app).");
  const page = await sizes({ "lib/index.js": "", "app/index.html": HTML, "app/assets/a.js": code(121) });
  expect([page.code, page.stderr]).toEqual([
    1,
    expect.stringMatching(/^The page has grown [12]\.\d KiB past its limit/),
  ]);
});

test("nothing built is a failure, not a pass", async () => {
  expect(await sizes({})).toMatchObject({
    code: 1,
    stderr: "dist/lib/index.js is not there: build it first, with `npm run build:lib`.\n",
  });
});
