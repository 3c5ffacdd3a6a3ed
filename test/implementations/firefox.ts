import { existsSync } from "node:fs";
import { type Browser, launch } from "puppeteer-core";
import { chooseLavapipe } from "./lavapipe.js";

const PLACES = ["/usr/bin/firefox-esr", "/usr/bin/firefox", "/opt/firefox/firefox"];

/** A headless Firefox with WebGPU on lavapipe. @throws where one of the two is not installed, saying how to install it */
export async function launchFirefox(): Promise<Browser> {
  await chooseLavapipe();
  const executablePath = process.env.ISTHMUS_TEST_FIREFOX ?? PLACES.find((path) => existsSync(path));
  if (!executablePath) {
    throw new Error(
      `No Firefox (${PLACES.join(", ")}). Install it as root: \`apt-get install firefox-esr\`, or name one in ISTHMUS_TEST_FIREFOX.`,
    );
  }
  return launch({
    browser: "firefox",
    executablePath,
    headless: true,
    // On Linux, Firefox's releases have WebGPU behind a preference, and know no driver that they would use by themselves.
    extraPrefsFirefox: { "dom.webgpu.enabled": true, "gfx.webgpu.ignore-blocklist": true },
    protocolTimeout: 0,
  });
}
