import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** The page's theme, where a browser remembers `kept`, or lets nothing be asked. */
async function themeWith(kept: string | null | "forbidden") {
  vi.resetModules();
  const store = new Map(kept === null || kept === "forbidden" ? [] : [["isthmus-theme", kept]]);
  const ask = <T>(answer: () => T) => {
    if (kept === "forbidden") throw new DOMException("no", "SecurityError");
    return answer();
  };
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => ask(() => store.get(key) ?? null),
    setItem: (key: string, value: string) => ask(() => store.set(key, value)),
    removeItem: (key: string) => ask(() => store.delete(key)),
  });
  vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener() {} }));
  vi.stubGlobal("document", { documentElement: { dataset: {} } });
  const { theme } = await import("../../src/app/state/theme.js");
  return { theme, store };
}

it("a theme that was remembered is chosen; any other text is none, is said, and is forgotten", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.constantFrom("dark", "light", "__proto__")), async (kept) => {
      const { theme, store } = await themeWith(kept);
      const known = ["system", "light", "dark"].includes(kept);
      expect(theme.choice).toBe(known ? kept : "system");
      expect(theme.unreadable).toBe(known ? undefined : kept);
      expect(store.size).toBe(known ? 1 : 0);
    }),
    { numRuns: 30 },
  );
});

it("nothing is remembered where nothing may be", async () => {
  const { theme } = await themeWith("forbidden");
  expect([theme.choice, theme.unreadable]).toEqual(["system", undefined]);
  theme.choose("dark");
  expect(theme.choice).toBe("dark");
});
