import { expect, it } from "vitest";
import { version } from "../../package.json";
import { VERSION } from "../../src/version.js";

/** The library cannot import package.json, which lies beside its sources. */
it("the library's version is its package's", () => {
  expect(VERSION).toBe(version);
});
