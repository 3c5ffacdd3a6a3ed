import { execFile } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join, posix, win32 } from "node:path";
import { promisify } from "node:util";
import * as chromes from "@puppeteer/browsers";
import { type Browser, launch } from "puppeteer-core";
import { IsthmusError } from "../errors.js";

/** There is no Chrome to run in, none could be installed, or the one there is does not start. */
export class ChromeMissingError extends IsthmusError {
  override name = "ChromeMissingError";
}

const REMEDY =
  "Install Google Chrome or Chromium, or set PUPPETEER_EXECUTABLE_PATH to the executable of one that is installed.";

const run = promisify(execFile);

/** The part of `process` that decides where a Chrome may be. */
interface System {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
}

const HERE: System = { platform: process.platform, env: process.env };

/**
 * {@link findChrome}'s; when there is none, installs Chrome for Testing into puppeteer's cache, or (on Debian, as root) Chromium by
 * apt.
 * @param report told what is going on whenever something has to be downloaded
 * @throws {ChromeMissingError} saying what was tried and what to do
 */
export async function findOrInstallChrome(report: (line: string) => void, system: System = HERE): Promise<string> {
  return (await findChrome(system)) ?? (await installChrome(report, system));
}

/**
 * The path of a Chrome or Chromium: `PUPPETEER_EXECUTABLE_PATH`, one installed on the system, one in puppeteer's cache.
 * @throws {ChromeMissingError} when the first is not an executable
 */
export async function findChrome(system: System = HERE): Promise<string | undefined> {
  const chosen = system.env.PUPPETEER_EXECUTABLE_PATH;
  if (chosen) {
    // An explicit choice is obeyed or refused: running in some other Chrome instead would be a surprise.
    if (await isExecutable(chosen)) return chosen;
    throw new ChromeMissingError(
      `PUPPETEER_EXECUTABLE_PATH is "${chosen}", which is not an executable file. Correct it, or unset it to let Isthmus look for a Chrome.`,
    );
  }
  return (await firstExecutable(systemCandidates(system))) ?? (await cachedChrome(system));
}

/** Where Chrome or Chromium (on Windows also Edge, which is one) may be installed, likeliest first. */
export function systemCandidates({ platform, env }: System): string[] {
  if (platform === "win32") {
    const roots = [env.LOCALAPPDATA, env.PROGRAMFILES, env["PROGRAMFILES(X86)"]].filter((root) => root !== undefined);
    const programs = ["Google\\Chrome\\Application\\chrome.exe", "Chromium\\Application\\chrome.exe"];
    return [...programs, "Microsoft\\Edge\\Application\\msedge.exe"].flatMap((program) =>
      roots.map((root) => win32.join(root, program)),
    );
  }
  if (platform === "darwin") {
    return ["Google Chrome", "Chromium", "Microsoft Edge"].flatMap((name) =>
      ["/Applications", posix.join(env.HOME ?? homedir(), "Applications")].map((folder) =>
        posix.join(folder, `${name}.app`, "Contents/MacOS", name),
      ),
    );
  }
  const folders = [...(env.PATH ?? "").split(delimiter), "/usr/bin", "/opt/google/chrome", "/snap/bin"];
  const names = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome"];
  return names.flatMap((name) => [...new Set(folders)].filter(Boolean).map((folder) => posix.join(folder, name)));
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function firstExecutable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isExecutable(path)) return path;
  return undefined;
}

/** Where puppeteer, and Isthmus, keep a Chrome that they installed. */
export function cacheFolder({ env }: Pick<System, "env">): string {
  return env.PUPPETEER_CACHE_DIR ?? join(homedir(), ".cache", "puppeteer");
}

/** The newest Chrome that `npx puppeteer browsers install` or an earlier run of Isthmus left in puppeteer's cache. */
async function cachedChrome(system: System): Promise<string | undefined> {
  const installed = await chromes.getInstalledBrowsers({ cacheDir: cacheFolder(system) });
  const newer = chromes.getVersionComparator(chromes.Browser.CHROME);
  const paths = installed
    .filter(({ browser }) => browser === chromes.Browser.CHROME)
    .sort((a, b) => newer(b.buildId, a.buildId))
    .map(({ executablePath }) => executablePath);
  return firstExecutable(paths);
}

async function installChrome(report: (line: string) => void, system: System): Promise<string> {
  const tried: string[] = ["none on the system", `none in ${cacheFolder(system)}`];
  const causes: unknown[] = [];
  for (const [how, install] of [
    ["downloading Chrome for Testing", () => downloadChrome(report, system)],
    ["apt-get install chromium", () => aptInstallChromium(report, system)],
  ] as const) {
    try {
      return await install();
    } catch (error) {
      tried.push(`${how}: ${firstLine(error)}`);
      causes.push(error);
    }
  }
  const cause = new AggregateError(causes, "No way of installing Chrome worked.");
  throw new ChromeMissingError(`No Chrome to run in (${tried.join("; ")}). ${REMEDY}`, { cause });
}

async function downloadChrome(report: (line: string) => void, system: System): Promise<string> {
  const platform = chromes.detectBrowserPlatform();
  if (!platform) throw new Error("there is no Chrome for Testing for this operating system");
  const browser = chromes.Browser.CHROME;
  // Without a network the look-up can hang; this small request must not hold up the other ways for long.
  const buildId = await within(20_000, chromes.resolveBuildId(browser, platform, chromes.ChromeReleaseChannel.STABLE));
  report(`No Chrome found: downloading Chrome ${buildId} (about 150 MB) into ${cacheFolder(system)} …`);
  // The system libraries that Chrome needs are missing on a bare Debian; only root can add them.
  const installDeps = platform === chromes.BrowserPlatform.LINUX && isRoot();
  const cacheDir = cacheFolder(system);
  const { executablePath } = await chromes.install({ browser, buildId, platform, cacheDir, installDeps });
  await run(executablePath, ["--version"]);
  return executablePath;
}

async function aptInstallChromium(report: (line: string) => void, system: System): Promise<string> {
  if (!(await isExecutable("/usr/bin/apt-get"))) throw new Error("this is not a Debian system");
  if (!isRoot()) throw new Error("needs root");
  report("No Chrome found: installing Debian's chromium with apt-get …");
  const options = { env: { ...system.env, DEBIAN_FRONTEND: "noninteractive" }, maxBuffer: 64 * 1024 * 1024 };
  await run("/usr/bin/apt-get", ["update"], options);
  await run("/usr/bin/apt-get", ["install", "--yes", "--no-install-recommends", "chromium"], options);
  const path = await firstExecutable(systemCandidates(system));
  if (!path) throw new Error("it ended well, but there is still no chromium");
  return path;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0] ?? text;
}

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds / 1000} s`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export interface ChromeOptions {
  /** Path of the executable, as {@link findOrInstallChrome} returns it. */
  readonly executablePath: string;
  /** Force the software adapter (SwiftShader), as machines without a GPU need; default false. */
  readonly software?: boolean;
  /** Listen on a loopback port instead of a pipe, so that other processes can connect to `browser.wsEndpoint()`. */
  readonly shared?: boolean;
  /** Further command-line flags. */
  readonly args?: readonly string[];
}

/**
 * Starts a headless Chrome with WebGPU, on a fresh profile. It ends with `browser.close()`, and at the latest with
 * this process, however that ends: it is driven through a pipe, and closes itself when the pipe breaks.
 * @throws {ChromeMissingError} when it does not start
 */
export async function launchChrome(options: ChromeOptions): Promise<Browser> {
  const { executablePath, software = false, shared = false, args = [] } = options;
  try {
    return await launch({
      executablePath,
      pipe: !shared,
      headless: true,
      args: [...flags(software), ...args],
      // Ctrl-C is ours to handle: training ends at a step boundary, and that takes a living browser.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      protocolTimeout: 0,
      defaultViewport: null,
    });
  } catch (cause) {
    throw new ChromeMissingError(`Chrome at ${executablePath} did not start: ${launchFailure(cause)} ${REMEDY}`, {
      cause,
    });
  }
}

/** Ends Chrome and all its processes now, whatever they are doing; resolves when it is gone. */
export async function killChrome(browser: Browser): Promise<void> {
  const chrome = browser.process();
  if (!chrome?.pid || chrome.exitCode !== null || chrome.signalCode !== null) return;
  const gone = once(chrome, "exit");
  if (process.platform === "win32") chrome.kill("SIGKILL");
  else process.kill(-chrome.pid, "SIGKILL"); // puppeteer makes Chrome the leader of its own process group
  await gone;
  await browser.close().catch(() => undefined); // waits until puppeteer has removed the profile
}

/** Chrome's own last words where it left some: puppeteer puts its whole log into the message. */
function launchFailure(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const lines = text.split("\n").map((line) => line.trim());
  const said = lines.find((line) => /error while loading|FATAL|cannot|denied|not found/i.test(line));
  return (said ?? lines.find(Boolean) ?? "no reason given").replace(/\.?$/, ".");
}

function flags(software: boolean): string[] {
  const common = [
    "--enable-unsafe-webgpu",
    "--disable-gpu-watchdog",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
  ];
  if (process.platform === "linux" && isRoot()) common.push("--no-sandbox"); // Chrome's sandbox refuses to run as root
  if (software) return [...common, "--use-webgpu-adapter=swiftshader"];
  // Headless Chrome on Linux does not look for a Vulkan driver unless told to.
  if (process.platform === "linux") common.push("--enable-features=Vulkan", "--disable-vulkan-surface");
  return common;
}
