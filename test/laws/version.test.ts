import { expect, it } from "vitest";
import { version } from "../../packages/isthmus/package.json";
import { version as cli } from "../../packages/isthmus-cli/package.json";

/** One number for all that is published: `npm version 0.2.0 --workspaces` writes it. */
it("the packages have one version", () => {
  expect(cli).toBe(version);
});
