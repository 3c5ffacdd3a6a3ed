import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "puppeteer-core";

interface Axe {
  run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
}

/** What axe-core finds serious or worse in light and in dark, as `scheme: rule: element`. */
export async function faultsIn(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  const found: string[] = [];
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([
      { name: "prefers-color-scheme", value: scheme },
      // Colours that are still changing are not what anybody reads.
      { name: "prefers-reduced-motion", value: "reduce" },
    ]);
    await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, {}, scheme);
    // Those that began before go on, such as that of the tab that was left.
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: Axe }).axe.run({ resultTypes: ["violations"] }),
    );
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    found.push(
      ...serious.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${scheme}: ${id}: ${html.slice(0, 120)}`)),
    );
  }
  await page.emulateMediaFeatures([]);
  return found;
}
