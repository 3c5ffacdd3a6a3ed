/** Serves the built page (`npm run build:app`) and opens a browser to visit it with: for scripts that take pictures of it. */
import { fileURLToPath } from "node:url";
import { preview, runnerImport } from "vite";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const imported = async (/** @type {string} */ file) => (await runnerImport(`${ROOT}${file}`)).module;

/** A moment, in milliseconds. */
export const moment = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {{ firefox?: boolean, args?: readonly string[] }} [options] `args` for Chrome */
export async function openBuiltPage({ firefox = false, args = [] } = {}) {
  const server = await preview({
    configFile: false,
    root: ROOT,
    build: { outDir: "dist/app" },
    preview: { port: 0, host: "127.0.0.1" },
    logLevel: "warn",
  });
  const browser = await (firefox ? openFirefox() : openChrome(args));
  return {
    browser,
    address: server.resolvedUrls?.local[0] ?? "",
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

/** @param {readonly string[]} args */
async function openChrome(args) {
  const chrome = await imported("src/cli/chrome.ts");
  const executablePath = await chrome.findOrInstallChrome((/** @type {string} */ line) => console.warn(line));
  return chrome.launchChrome({ executablePath, software: process.env.ISTHMUS_TEST_GPU === undefined, args });
}

/** On lavapipe, as `npm run test:implementations` has it. */
async function openFirefox() {
  return (await imported("test/implementations/firefox.ts")).launchFirefox();
}
