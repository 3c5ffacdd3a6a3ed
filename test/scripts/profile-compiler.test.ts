import { expect, test } from "vitest";
import { findTools } from "../../scripts/profile-static/needs.js";
import { profile } from "./run-profile.js";

// Where the driver and all else are there, the whole way must work.
test.skipIf(Array.isArray(findTools()))("the compiler is asked", async () => {
  const only = ["--model", "notebook", "--generation", "navi23"];
  const { code, stdout } = await profile([...only, "--level", "tiled,tiled-64"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^# navi23 \(RDNA 2\), batch 128, Mesa \d+/);
  const cells = (kernel: string) =>
    stdout
      .split("\n")
      .find((line) => line.startsWith(`| ${kernel} `))
      ?.split(/ *\| */) ?? [];
  expect(cells("matmul-shared").slice(3, 6)).toEqual(["16×16", "64", "100 %"]);
  expect(Number(cells("matmul-subgroups")[7]), "level tiled spills there").toBeGreaterThan(0);
  expect(await profile([...only, "--level", "fused", "--check"])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("within the limits"),
  });
  expect(await profile(["--model", "notebook", "--level", "fused", "--generation", "voodoo"])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no compiler for "voodoo"'),
  });
});
