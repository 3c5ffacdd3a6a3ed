import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { promisify } from "node:util";
import { CommanderError } from "commander";
import { afterAll, describe, expect, test, vi } from "vitest";
import { parseCommandLine } from "../../src/cli/program.js";
import { BLOCKS, type Block, blocksOf, PAGES, promised } from "./blocks.js";

/** Code of the documentation, and links between its pages. The site as a whole is test/docs/site.test.ts's. */

const FOLDER = "node_modules/.cache/docs-code";

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test("every block of TypeScript compiles against the library, and so do the examples", async () => {
  const programs = programsOf(BLOCKS.filter(({ language }) => language === "ts"));
  expect(programs.length).toBeGreaterThan(15);
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, code] of programs) writeFileSync(join(FOLDER, `${name}.ts`), code);
  const paths = Object.fromEntries(
    [
      ["isthmus", "index"],
      ["isthmus/data", "data"],
      ["isthmus/formats", "formats"],
    ].map(([entry, file]) => [entry, [`../../../src/${file}.ts`]]),
  );
  // The types of the npm package would declare all of WebGPU once more.
  writeFileSync(
    join(FOLDER, "webgpu.d.ts"),
    'declare module "webgpu" { export function create(flags: string[]): GPU }\n',
  );
  const options = { paths, noUnusedLocals: false, noUnusedParameters: false, noUncheckedIndexedAccess: false };
  const project = {
    extends: "../../../tsconfig.json",
    compilerOptions: options,
    include: [".", "../../../examples", "../../../src/kernels/wgsl.d.ts"],
  };
  writeFileSync(join(FOLDER, "tsconfig.json"), JSON.stringify(project));
  const { stdout } = await promisify(execFile)(process.execPath, [
    "node_modules/typescript/bin/tsc",
    "-p",
    FOLDER,
  ]).catch((error: { stdout: string }) => error);
  expect(stdout).toBe("");
});

/** A block that imports nothing goes on with the one before it, as readers take it; each program is a module of its own. */
function programsOf(blocks: readonly Block[]): [name: string, code: string][] {
  const programs: { page: string; code: string }[] = [];
  for (const { at, code, given } of blocks) {
    const page = at.split(":")[0] ?? "";
    const last = programs.at(-1);
    const text = `// ${at}\n${given}\n${code}`;
    // What a page has imported from the library already, later blocks may use: a name is declared only once in a program.
    if (last?.page === page && !clashes(last.code, code)) last.code += text;
    else programs.push({ page, code: text });
  }
  return programs.map(({ page, code }, index) => [
    `${page.replaceAll("/", "-").replace(".md", "")}-${index}`,
    `${code}\nexport {};\n`,
  ]);
}

/** Whether both declare, or import, the same name at their top. */
function clashes(before: string, code: string): boolean {
  const names = (text: string) =>
    [...text.matchAll(/^(?:const|let|async function|function) (?:\{ ([^}]*) \}|\[([^\]]*)\]|(\w+))/gm)]
      .flatMap(([, many, list, one]) => (many ?? list ?? one ?? "").split(","))
      .map((name) => name.replace(/.*:/, "").trim());
  const imports = (text: string) =>
    [...text.matchAll(/^import (?:type )?\{ ([^}]*) \}/gm)].flatMap(([, list = ""]) =>
      list.split(",").map((name) => name.trim()),
    );
  const known = new Set([...names(before), ...imports(before)]);
  return [...names(code), ...imports(code)].some((name) => known.has(name));
}

describe("blocks that are marked as running anywhere", () => {
  const blocks = BLOCKS.filter(({ language, mark }) => language === "ts" && mark === "run");
  test.each(blocks.map((block) => [block.at, block] as const))("%s", async (_, { at, code }) => {
    const said: string[] = [];
    const log = vi.spyOn(console, "log").mockImplementation((...words) => void said.push(words.join(" ")));
    const file = join(FOLDER, "run", `${at.replaceAll(/[^\w]/g, "-")}.ts`);
    mkdirSync(dirname(file), { recursive: true });
    // Its imports by their files: what is tested is the library as it stands here.
    const local = code
      .replaceAll('from "isthmus"', `from "${process.cwd()}/src/index.ts"`)
      .replaceAll(/from "isthmus\/(data|formats)"/g, `from "${process.cwd()}/src/$1.ts"`);
    writeFileSync(file, local);
    try {
      await import(/* @vite-ignore */ `${process.cwd()}/${file}`);
    } finally {
      log.mockRestore();
    }
    expect(said).toEqual(promised(code));
  });
});

test("every command line is one that the program takes, in the READMEs too", () => {
  const blocks = [...BLOCKS, ...["README.md", "packages/isthmus-cli/README.md"].flatMap(blocksOf)];
  const lines = blocks
    .filter(({ language }) => language === "sh")
    .flatMap(({ at, code }) =>
      code.split("\n").flatMap((line) => {
        const [, installed] = /^npx isthmus(?:-cli)? (.*?)(?: *#.*)?$/.exec(line) ?? [];
        const [, name, options = ""] =
          /^npm run (train|experiment|compare|plan)(?: -- (.*?))?(?: *#.*)?$/.exec(line) ?? [];
        const command = installed ?? (name && `${name} ${options}`.trim());
        return command === undefined ? [] : [{ at, command }];
      }),
    );
  expect(lines.length).toBeGreaterThan(40);
  for (const { at, command } of lines) {
    let complaint = "";
    const terminal = {
      out: () => undefined,
      err: (text: string) => {
        complaint += text;
      },
    };
    try {
      parseCommandLine(command.split(" "), terminal);
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      if (error.exitCode === 0) continue; // help
      expect(`${at}: ${complaint || error.message}`).toBe("");
    }
  }
});

test("links between pages that are written by hand lead somewhere", () => {
  for (const page of PAGES) {
    const text = readFileSync(page, "utf8").replaceAll(/^```.*?^```$/gms, "");
    for (const [, link = ""] of text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)) {
      const target = posix.join(posix.dirname(page), link);
      const made = /^docs\/(api|atlas|measured)\//.test(target);
      expect(/^[a-z]+:/.test(link) || made || existsSync(target), `${page}: ${link}`).toBe(true);
    }
  }
});

test("files of the repository that pages name are there", () => {
  for (const page of [...PAGES, "README.md"]) {
    for (const [, path = ""] of readFileSync(page, "utf8").matchAll(
      /`((?:examples|src|test|scripts|bench)\/[\w./-]+)`/g,
    )) {
      expect(existsSync(path), `${page}: ${path}`).toBe(true);
    }
  }
});
