/**
 * A training that is killed again and again, at any moment, and taken up again each time, ends with the bits of one that never was.
 * Ten times; a hundred times with `npm run kills`.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import { CHECKPOINT_FILE, readCheckpoint } from "../../src/cli/checkpoint.js";
import { cliTest, idxImages } from "./run-cli.js";

const KILLS = Number(process.env.ISTHMUS_KILLS ?? 10);
/** Milliseconds from a start to a kill: before there is a browser, and long after the first epochs. */
const WITHIN = 6000;
const RUN = "train --data images --model deep --seed 5 --batch-size 32 --metrics mse --software --level tiled";
const NEVER = 1_000_000;

cliTest(
  `a training that is killed ${KILLS} times ends with the bits of one that is not`,
  async ({ cwd, cli }) => {
    await writeFile(join(cwd, "images"), idxImages(200, 5, 5));
    const folder = join(cwd, "killed");
    const there = () =>
      readdir(folder).then(
        (names) => names.includes(CHECKPOINT_FILE),
        () => false,
      );
    const moments = fc.sample(fc.integer({ min: 0, max: WITHIN }), KILLS);
    process.stderr.write(`kills after ${moments.join(", ")} ms\n`);
    let reached = 0;
    for (const moment of moments) {
      // Epochs follow each other as fast as the machine goes: the last one is set when all kills are over.
      const resumes = await there();
      const running = cli(
        resumes ? `train --resume killed --epochs ${NEVER} --software` : `${RUN} --epochs ${NEVER} --out killed`,
      );
      await Promise.race([new Promise((resolve) => setTimeout(resolve, moment)), running.ended]);
      running.process.kill("SIGKILL");
      const { code, stderr } = await running.ended;
      expect({ code, stderr }).toEqual({ code: null, stderr: expect.any(String) });
      // Whatever the moment: a whole checkpoint, no older than the last one.
      if (!(await there())) {
        expect(reached).toBe(0);
        continue;
      }
      const { epochs } = await readCheckpoint(folder);
      expect(epochs.length).toBeGreaterThanOrEqual(reached);
      reached = epochs.length;
    }
    const last = reached + 2;
    const line =
      reached > 0 ? `train --resume killed --epochs ${last} --software` : `${RUN} --epochs ${last} --out killed`;
    for (const each of [line, `${RUN} --epochs ${last} --out whole`]) {
      const { code, stderr } = await cli(each).ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    }
    // Nothing half is left either: no temporary file, no lock.
    expect((await readdir(folder)).sort()).toEqual((await readdir(join(cwd, "whole"))).sort());
    const [killed, whole] = await Promise.all(
      ["killed", "whole"].map((name) => readFile(join(cwd, name, "model.safetensors"))),
    );
    expect(killed).toEqual(whole);
  },
  KILLS * 60_000,
);
