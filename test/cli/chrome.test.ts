import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findOrInstallChrome, systemCandidates } from "../../src/cli/chrome.js";
import { temporaryFolder } from "./run-cli.js";

const silent = () => undefined;

async function executable(folder: string, name: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, "");
  await chmod(path, 0o755);
  return path;
}

describe("findOrInstallChrome", () => {
  test("PUPPETEER_EXECUTABLE_PATH comes first", async () => {
    const folder = await temporaryFolder();
    const chosen = await executable(folder, "my-chrome");
    await executable(folder, "google-chrome");
    const env = { PUPPETEER_EXECUTABLE_PATH: chosen, PATH: folder };
    expect(await findOrInstallChrome(silent, { platform: "linux", env })).toBe(chosen);
  });

  test("and is not replaced by another Chrome when it is wrong", async () => {
    const env = { PUPPETEER_EXECUTABLE_PATH: "/no/such/chrome", PATH: process.env.PATH };
    await expect(findOrInstallChrome(silent, { platform: "linux", env })).rejects.toThrow(
      'PUPPETEER_EXECUTABLE_PATH is "/no/such/chrome", which is not an executable file. Correct it, or unset it',
    );
  });

  test("then the PATH, Google's Chrome before Chromium", async () => {
    const [one, two] = [await temporaryFolder(), await temporaryFolder()];
    await executable(one, "chromium");
    const google = await executable(two, "google-chrome-stable");
    const env = { PATH: `${one}:${two}` };
    expect(await findOrInstallChrome(silent, { platform: "linux", env })).toBe(google);
  });
});

test("where Chrome is on macOS and Windows", () => {
  expect(systemCandidates({ platform: "darwin", env: { HOME: "/Users/ada" } })).toContain(
    "/Users/ada/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  );
  const windows = systemCandidates({ platform: "win32", env: { PROGRAMFILES: "C:\\Program Files" } });
  expect(windows[0]).toBe("C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe");
  expect(windows.at(-1)).toMatch(/msedge\.exe$/);
});
