import { expect, test } from "vitest";
import { runCli, temporaryFolder } from "./run-cli.js";

/** The command line's working part is built: dist/cli/main.js. */
const doctor = async (line: string, env: Record<string, string> = {}) =>
  runCli(["doctor", ...line.split(" ").filter(Boolean)], await temporaryFolder(), env);

test("says what works, for programs and for people", async () => {
  const { code, stdout } = await doctor("--json");
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const found = (name: string) => events.find((event) => event.name === name);
  expect(found("Chrome")).toMatchObject({ event: "finding", state: "ok" });
  expect(found("WebGPU in Chrome")).toMatchObject({
    runtime: "chrome",
    text: expect.stringContaining("agrees with float64"),
  });
  expect(found("Disk, here")).toMatchObject({ state: "ok" });
  expect(found("MNIST")).toMatchObject({ state: "ok", text: "70,000 images" });
  // What isn't all right says what to do.
  for (const { event, state, remedy } of events)
    if (event === "finding") expect(state === "ok").toBe(remedy === undefined);
  expect(events.at(-1)).toMatchObject({ event: "done", passed: true, runtimes: expect.arrayContaining(["chrome"]) });
  expect(code).toBe(0);
});

test("without a browser it says what to install, and nothing is installed", async () => {
  const { code, stdout } = await doctor("", {
    PUPPETEER_EXECUTABLE_PATH: "/nowhere/chrome",
    VK_DRIVER_FILES: "/nowhere",
  });
  expect(stdout).toMatch(
    /^MISSING {2}Chrome: PUPPETEER_EXECUTABLE_PATH is "\/nowhere\/chrome".*\n {9}→ .*apt-get install chromium/m,
  );
  expect(stdout).toMatch(/^note {5}WebGPU in Node \(Dawn\): does not work\n {9}→ /m);
  expect(stdout).toMatch(/\nTraining does not work here yet: see what is MISSING above\.\n$/);
  expect(code).toBe(1);
});
