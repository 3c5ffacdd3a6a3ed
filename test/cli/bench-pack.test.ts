import { execFile } from "node:child_process";
import { cp, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { missingForDawn, NO_CHOICE, PACKAGE } from "./dawn-here.js";
import { temporaryFolder } from "./run-cli.js";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const missing = await missingForDawn();

// The pack is for Linux x64, and its Dawn is the optional package's.
test.runIf(process.platform === "linux" && process.arch === "x64" && !missing.includes(PACKAGE))(
  "the pack runs away from the checkout",
  async () => {
    const { stdout } = await run("npm", ["run", "--silent", "bench:pack"], { cwd: ROOT });
    expect(stdout).toMatch(/^dist\/pack: [\d.]+ MiB; dist\/pack\.tgz: [\d.]+ MiB\n$/);
    const folder = await temporaryFolder();
    await cp(join(ROOT, "dist/pack"), folder, { recursive: true });
    const pack = (...args: string[]) =>
      run(join(folder, "run.sh"), args, { cwd: folder, env: { ...process.env, ...NO_CHOICE } });

    expect((await pack("plan")).stdout).toMatch(/\d+ calls/);
    // The benchmark is there: what it complains of is its arguments.
    await expect(pack("bench", "--only", "nobody")).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Nothing here begins with "nobody"'),
    });
    if (missing.length > 0) return;
    const trained = await pack("train", "--limit", "100", "--epochs", "1", "--software", "--out", "one");
    expect(trained.stdout).toMatch(/^Trained 1 epoch in /);
    expect(await readdir(join(folder, "one"))).toContain("model.safetensors");
  },
  120_000,
);

test.runIf(process.platform === "linux")("without a Node, or with one that is too old, run.sh says so", async () => {
  const folder = await temporaryFolder();
  const script = join(folder, "run.sh");
  await cp(join(ROOT, "scripts/bench-pack/run.sh"), script);
  // dirname is all that the script itself needs
  await run("ln", ["-s", "/usr/bin/dirname", join(folder, "dirname")]);
  const without = run("/bin/sh", [script, "plan"], { env: { PATH: folder } });
  await expect(without).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("There is no Node here") });
  await cp("/bin/false", join(folder, "node"));
  const old = run("/bin/sh", [script, "plan"], { env: { PATH: folder } });
  await expect(old).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Node 20.19 or newer is needed"),
  });
});
