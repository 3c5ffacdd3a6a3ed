/** Trainings whose disk is full, whose folder vanishes, that are killed or stopped while they write: nothing is lost or half there. */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { readCheckpoint } from "../../src/cli/checkpoint.js";
import type { Faults } from "./faulty-disk.mjs";
import { cliTest, idxImages } from "./run-cli.js";

const FILES = ["checkpoint.safetensors", "history.csv", "model.safetensors", "reconstructions.png", "report.html"];
const SLOW = 120_000;
const RUN = "train --data images --batch-size 16 --software";

/** The environment of a command whose disk has faults. */
const faults = (options: Faults) => ({
  NODE_OPTIONS: `--import=${fileURLToPath(new URL("./faulty-disk.mjs", import.meta.url))}`,
  ISTHMUS_FAULTS: JSON.stringify(options),
});

const images = (cwd: string) => writeFile(join(cwd, "images"), idxImages(64, 3, 3));
const model = (...path: string[]) => readFile(join(...path, "model.safetensors"));

// Side by side: each leaves processors idle while it starts.
describe.concurrent("isthmus train", () => {
  cliTest(
    "on a full disk says so at once and at the end, and keeps the run elsewhere, from where it goes on",
    async ({ cwd, cli }) => {
      await images(cwd);
      // The folder can be taken; then nothing more fits.
      const full = faults({ within: join(cwd, "one"), after: 2, only: ["writeFile", "rename"] });
      const { code, stderr } = await cli(`${RUN} --epochs 2 --out one`, full).ended;
      expect(code).toBe(1);
      const why = "could not be written to one: the disk is full (ENOSPC).";
      expect(stderr.split(`\ncheckpoint.safetensors ${why} Training goes on; it is tried again.`)).toHaveLength(2);
      expect(stderr).toContain(`reconstructions.png, report.html, checkpoint.safetensors ${why}`);
      const [, place = ""] = /The results are kept in (\S+) instead/.exec(stderr) ?? [];
      expect((await readdir(join(cwd, place))).sort()).toEqual(FILES);
      expect(stderr).toContain(`isthmus train --resume ${place}\n`);
      expect((await readdir(cwd)).sort()).toEqual(["images", place]); // an empty folder goes again
      expect((await cli(`train --resume ${place} --epochs 3 --software`).ended).code).toBe(0);
      expect((await cli(`${RUN} --epochs 3 --out whole`).ended).code).toBe(0);
      expect(await model(cwd, place)).toEqual(await model(cwd, "whole"));
    },
    SLOW,
  );

  cliTest(
    "whose folder vanishes says so once, and keeps the run elsewhere",
    async ({ cwd, cli }) => {
      await images(cwd);
      const running = cli(`${RUN} --epochs 1000000 --out one`);
      await running.says("Epoch 2/");
      await rm(join(cwd, "one"), { recursive: true });
      await running.says("the folder is not there any more");
      running.process.kill("SIGINT");
      const { code, stderr } = await running.ended;
      expect(code).toBe(1);
      expect(stderr.split("Training goes on; it is tried again.")).toHaveLength(2);
      const [, place = ""] = /The results are kept in (\S+) instead/.exec(stderr) ?? [];
      expect((await readdir(join(cwd, place))).sort()).toEqual(FILES);
      expect((await readdir(cwd)).sort()).toEqual(["images", place]);
    },
    SLOW,
  );

  cliTest(
    "has its folder for itself until it ends, even by a kill",
    async ({ cwd, cli }) => {
      await images(cwd);
      const first = cli(`${RUN} --epochs 1000000 --out one`);
      await first.says("Epoch 2/");
      for (const line of [`${RUN} --out one`, "train --resume one --software", "experiment losses --quick --out one"]) {
        const { code, stderr } = await cli(line).ended;
        expect({ code, stderr }).toEqual({
          code: 2,
          stderr: expect.stringMatching(
            /ArgumentError: The folder "one" is another run's: process \d+ writes to it since .*Wait until that ends, or give another folder with --out\./,
          ),
        });
      }
      first.process.kill("SIGKILL");
      await first.ended;
      await writeFile(join(cwd, "one", ".isthmus-0123456789abcdef.tmp"), "half");
      const done = (await readCheckpoint(join(cwd, "one"))).epochs.length;
      const { code, stderr } = await cli(`train --resume one --epochs ${done + 1} --software`).ended;
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringMatching(/^Goes on with the run in one, which reads \/.*images\.\n/),
      });
      expect((await readdir(join(cwd, "one"))).sort()).toEqual(FILES);
    },
    SLOW,
  );

  cliTest(
    "killed amid its writing leaves what the next part of it makes whole",
    async ({ cwd, cli }) => {
      await images(cwd);
      expect((await cli(`${RUN} --epochs 2 --out whole`).ended).code).toBe(0);
      // Amid the first checkpoint, and amid the results.
      for (const [out, after] of [
        ["one", 10],
        ["two", 45],
      ] as const) {
        const killed = faults({ within: join(cwd, out), after, kill: true });
        expect((await cli(`${RUN} --epochs 2 --out ${out}`, killed).ended).code).toBe(null);
        const has = await readdir(join(cwd, out));
        const again = has.includes("checkpoint.safetensors")
          ? `train --resume ${out} --software`
          : `${RUN} --epochs 2 --out ${out}`;
        expect((await cli(again).ended).code).toBe(0);
        expect((await readdir(join(cwd, out))).sort()).toEqual(FILES);
        expect(await model(cwd, out)).toEqual(await model(cwd, "whole"));
      }
    },
    SLOW,
  );

  cliTest(
    "stopped while it writes ends its writing; stopped twice, all is as it was",
    async ({ cwd, cli }) => {
      await images(cwd);
      expect((await cli(`${RUN} --epochs 1 --out one`).ended).code).toBe(0);
      const before = await model(cwd, "one");
      const slow = faults({ within: join(cwd, "one"), slow: 100 });
      const twice = cli("train --resume one --epochs 2 --software", slow);
      await twice.says("Epoch 2/2");
      // The last checkpoint may be under way, or the results.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      twice.process.kill("SIGINT");
      await twice.says("Ctrl-C again ends at once");
      twice.process.kill("SIGINT");
      const interrupted = await twice.ended;
      expect({ code: interrupted.code, stderr: interrupted.stderr }).toEqual({
        code: 130,
        stderr: expect.stringMatching(
          /InterruptedError.*The run is kept up to epoch 2: isthmus train --resume one goes on/s,
        ),
      });
      expect(await model(cwd, "one")).toEqual(before);
      expect((await readdir(join(cwd, "one"))).sort()).toEqual(FILES);

      const once = cli("train --resume one --epochs 3 --software", slow);
      await once.says("Epoch 3/3");
      await new Promise((resolve) => setTimeout(resolve, 1000));
      once.process.kill("SIGINT");
      expect(await once.ended).toMatchObject({ code: 0, stdout: expect.stringContaining("Trained 3 epochs") });
      expect(await model(cwd, "one")).not.toEqual(before);
    },
    SLOW,
  );
});
