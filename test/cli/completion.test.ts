import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { parseCommandLine } from "../../src/cli/program.js";

const terminal = { out: () => undefined, err: () => undefined };

function script(shell: string): string {
  const request = parseCommandLine(["completion", shell], terminal);
  if (request.command !== "completion") throw new Error("It is another request.");
  return request.options.script;
}

/** What bash offers for the last of these words. */
function offered(...line: string[]): string[] {
  const words = line.map((word) => `'${word}'`).join(" ");
  const ask = `COMP_WORDS=(isthmus ${words}); COMP_CWORD=${line.length}; _isthmus; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync("bash", ["--norc", "-c", `${script("bash")}\n${ask}`], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.split("\n").filter(Boolean);
}

test("bash completes commands, their options, and what options and arguments may be", () => {
  expect(offered("tr")).toEqual(["train"]);
  expect(offered("")).toEqual(expect.arrayContaining(["train", "predict", "doctor", "completion", "--help"]));
  expect(offered("train", "--learn")).toEqual(["--learning-rate"]);
  expect(offered("train", "--model", "de")).toEqual(["deep", "denoising"]);
  expect(offered("train", "--loss", "")).toEqual(["bce", "mse"]);
  expect(offered("train", "--header", "")).toEqual(["auto", "yes", "no"]);
  expect(offered("experiment", "learn")).toEqual(["learning-rate-trap"]);
  expect(offered("export", "--to", "ke")).toEqual(["keras"]);
  expect(offered("train", "--epochs", "")).toEqual([]); // a number is nobody's to guess
  expect(offered("plan", "--data")).toEqual([]); // it has none
});

test("the command is completed by both its names", () => {
  const { stdout } = spawnSync("bash", ["--norc", "-c", `${script("bash")}\ncomplete -p`], { encoding: "utf8" });
  expect(stdout).toContain("_isthmus isthmus\n");
  expect(stdout).toContain("_isthmus isthmus-cli\n");
  expect(script("zsh")).toMatch(/^#compdef isthmus isthmus-cli\n/);
  expect(script("fish")).toContain("complete -c isthmus-cli -w isthmus\n");
});

test.each(["bash", "zsh", "fish"])("%s knows every command and every option", (shell) => {
  const text = script(shell);
  const helps: string[] = [];
  const help = (...line: string[]) => {
    try {
      parseCommandLine([...line, "--help"], { ...terminal, out: (text) => void helps.push(text) });
    } catch {} // help ends the command line
    return helps.splice(0).join("");
  };
  const commands = [...help().matchAll(/^ {2}([a-z]+)(?: [<[]\w+[>\]])? {2,}/gm)].map(([, name = ""]) => name);
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands.filter((name) => name !== "help")) {
    expect(text).toContain(command);
    for (const [, option = ""] of help(command).matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)) {
      expect(text).toContain(shell === "fish" ? `-l ${option}` : `--${option}`);
    }
  }
});

test("another shell is a mistake", () => {
  expect(() => parseCommandLine(["completion", "tcsh"], terminal)).toThrow("Allowed choices are bash, zsh, fish.");
});
