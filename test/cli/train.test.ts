import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { decodeSafetensors } from "../../src/formats/safetensors.js";
import { cliTest, idxImages, runCli, startCli, temporaryFolder } from "./run-cli.js";

const OUTPUTS = ["checkpoint.safetensors", "history.csv", "model.safetensors", "reconstructions.png", "report.html"];

function events(stdout: string): Record<string, unknown>[] {
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The columns of a run's history that do not tell the time. */
async function lossesIn(folder: string): Promise<string[]> {
  const rows = (await readFile(join(folder, "history.csv"), "utf8")).trim().split("\n");
  return rows.map((row) => row.split(",").toSpliced(3, 2).join());
}

// Side by side: each leaves processors idle while it starts.
describe.concurrent("isthmus train", () => {
  cliTest(
    "trains on MNIST, tells programs on stdout and people on stderr, and writes its files",
    async ({ cwd, cli }) => {
      const args = "train --limit 1000 --epochs 3 --batch-size 32 --out one --json --software";
      const { code, stdout, stderr } = await cli(args).ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^GPU: .*software.*Epoch 3\/3 - /s) });

      const told = events(stdout);
      expect(told.map(({ event }) => event)).toEqual(["adapter", "begin", "epoch", "epoch", "epoch", "done"]);
      expect(told[0]).toEqual({
        event: "adapter",
        vendor: expect.any(String),
        architecture: expect.any(String),
        software: true,
      });
      expect(told[1]).toMatchObject({
        epochs: 3,
        steps: 32,
        batch_size: 32,
        samples: 1000,
        validation_samples: 10_000,
      });
      const losses = told.slice(2, 5).map(({ loss }) => loss as number);
      expect(losses[2]).toBeLessThan(losses[0] ?? 0);
      expect(told[4]).toEqual({
        event: "epoch",
        epoch: 3,
        loss: expect.any(Number),
        val_loss: expect.any(Number),
        seconds: expect.any(Number),
        images_per_second: expect.any(Number),
      });
      expect(told[5]).toMatchObject({ epochs: 3, loss: losses[2], stopped: false, out: "one" });
      expect(new Set(told[5]?.files as string[])).toEqual(new Set(OUTPUTS));

      expect((await readdir(join(cwd, "one"))).sort()).toEqual(OUTPUTS);
      const rows = (await readFile(join(cwd, "one", "history.csv"), "utf8")).trim().split("\n");
      expect(rows.map((row) => row.split(",")[1])).toEqual(["loss", ...losses.map(String)]);
      const { tensors } = decodeSafetensors(await readFile(join(cwd, "one", "model.safetensors")));
      expect(Object.entries(tensors).map(([name, { shape }]) => [name, shape])).toEqual([
        ["encoder.0.kernel", [784, 32]],
        ["encoder.0.bias", [32]],
        ["decoder.0.kernel", [32, 784]],
        ["decoder.0.bias", [784]],
      ]);
      const report = await readFile(join(cwd, "one", "report.html"), "utf8");
      expect(report).toContain("The first 20 images of the validation data");
      expect(report.match(/alt="Code \d+"/g)).toHaveLength(20);
      expect(decode(await readFile(join(cwd, "one", "reconstructions.png"))).width).toBe(1224);
    },
  );

  cliTest(
    "takes an IDX file of any size: the model's width follows; no validation data, no validation loss; warns about Keras 3's rate",
    async ({ cwd, cli }) => {
      await writeFile(join(cwd, "images.gz"), gzipSync(idxImages(5, 3, 7)));
      const args =
        "train --data images.gz --model deep --loss mse --learning-rate 0.001 --epochs 2 --batch-size 4 --no-shuffle --json --software";
      const { code, stdout, stderr } = await cli(args).ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("Epoch 2/2") });
      expect(stderr).toMatch(/Warning: Adadelta with learning rate 0\.001 hardly moves/);
      expect(events(stdout)[1]).toMatchObject({ event: "warning", message: expect.stringContaining("hardly moves") });
      const [done] = events(stdout).slice(-1);
      expect(done?.out).toMatch(/^runs\/deep-\d{8}-\d{6}$/);
      expect(done).not.toHaveProperty("val_loss");
      const folder = join(cwd, String(done?.out));
      const { tensors } = decodeSafetensors(await readFile(join(folder, "model.safetensors")));
      expect(tensors["encoder.0.kernel"]?.shape).toEqual([21, 128]);
      expect(await readFile(join(folder, "history.csv"), "utf8")).toMatch(/\n1,[\d.e-]+,,/);
      expect(await readFile(join(folder, "report.html"), "utf8")).toContain("The first 5 images of the training data");
    },
  );

  cliTest("Ctrl-C ends it at a step boundary with everything written", async ({ cwd, cli }) => {
    const args = "train --limit 2000 --epochs 10000 --out one --json --software";
    const running = cli(args);
    await running.says('"event":"epoch"');
    running.process.kill("SIGINT");
    const { code, stdout, stderr } = await running.ended;
    expect(stderr).toMatch(
      /Stopping at the next step.*Stopped after \d+ of 10,000 epochs.*Everything is written: one.*train --resume one/s,
    );
    expect(code).toBe(130);
    expect(events(stdout).at(-1)).toMatchObject({ event: "done", stopped: true });
    expect((await readdir(join(cwd, "one"))).sort()).toEqual(OUTPUTS);
    expect(await readFile(join(cwd, "one", "report.html"), "utf8")).toMatch(/Stopped after \d+ of 10,000 epochs/);
  });

  cliTest(
    "stopped in its first epoch, it says so everywhere, and goes on from the beginning to the same weights",
    async ({ cwd, cli }) => {
      await writeFile(join(cwd, "images"), idxImages(3000, 3, 3));
      const run = "train --data images --batch-size 1 --metrics mse --seed 3 --json --software";
      const stopped = cli(`${run} --epochs 4 --out one`);
      await stopped.says("Trains on");
      stopped.process.kill("SIGINT");
      const { code, stdout, stderr } = await stopped.ended;
      expect(code).toBe(130);
      expect(stderr).toMatch(
        /Stopped after 0 of 4 epochs, and [\d,]+ of 3,000 steps of epoch 1, in .*\nEverything is written: .*\nTo go on from the beginning: isthmus train --resume one\n$/,
      );
      const taken = { steps: expect.any(Number), of: 3000 };
      expect(
        events(stdout)
          .filter(({ event }) => event !== "warning")
          .slice(-2),
      ).toMatchObject([
        { event: "epoch", epoch: 1, unfinished: taken },
        { event: "done", epochs: 0, unfinished: taken, stopped: true },
      ]);
      expect(await lossesIn(join(cwd, "one"))).toEqual([
        "epoch,loss,val_loss,mse,unfinished",
        expect.stringMatching(/^1,[\d.e-]+,,[\d.e-]+,\d+ of 3000 steps$/),
      ]);
      expect(await readFile(join(cwd, "one", "report.html"), "utf8")).toMatch(
        /Stopped after 0 of 4 epochs, and .* of 3,000 steps of epoch 1\./,
      );
      const resumed = await cli("train --resume one --epochs 1 --json --software").ended;
      expect(resumed.code).toBe(0);
      expect((await cli(`${run} --epochs 1 --out whole`).ended).code).toBe(0);
      const [again, whole] = await Promise.all(
        ["one", "whole"].map((name) => readFile(join(cwd, name, "model.safetensors"))),
      );
      expect(again).toEqual(whole);
      expect(await lossesIn(join(cwd, "one"))).toEqual(await lossesIn(join(cwd, "whole")));
    },
  );

  cliTest(
    "a run goes on where it was, even killed and from another folder: the weights are those of one that was left alone",
    async ({ cwd, cli }) => {
      await writeFile(join(cwd, "images"), idxImages(400, 5, 5));
      const run = "train --data images --model deep --seed 7 --batch-size 50 --metrics mse --json --software";
      const killed = cli(`${run} --epochs 10000 --out parts`);
      await killed.says('"epoch":3');
      killed.process.kill("SIGKILL");
      await killed.ended;
      expect(await readdir(join(cwd, "parts"))).toContain("checkpoint.safetensors");

      const { metadata } = decodeSafetensors(await readFile(join(cwd, "parts", "checkpoint.safetensors")));
      const done: number = JSON.parse(metadata["isthmus.run"] ?? "").epochs.length;
      await mkdir(join(cwd, "elsewhere"));
      const from = startCli(
        ["train", "--resume", "../parts", "--epochs", String(done + 2), "--json", "--software"],
        join(cwd, "elsewhere"),
      );
      const { code, stdout, stderr } = await from.ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`Goes on after epoch ${done}.`) });
      const begin = events(stdout).find(({ event }) => event === "begin");
      expect(begin).toMatchObject({ epochs: done + 2, initial_epoch: done });
      expect(events(stdout).filter(({ event }) => event === "epoch")).toHaveLength(2);

      const whole = await cli(`${run} --epochs ${done + 2} --out whole`).ended;
      expect(whole.code).toBe(0);
      const [resumed, expected] = await Promise.all(
        ["parts", "whole"].map((name) => readFile(join(cwd, name, "model.safetensors"))),
      );
      expect(resumed).toEqual(expected);
      const histories = await Promise.all(["parts", "whole"].map((name) => lossesIn(join(cwd, name))));
      expect(histories[0]).toEqual(histories[1]);
      expect(await readFile(join(cwd, "parts", "report.html"), "utf8")).toContain(`<dd>${done + 2}</dd>`);
    },
  );

  cliTest(
    "a run that has all its epochs writes its files once more; another one in its folder takes their place",
    async ({ cwd, cli }) => {
      await writeFile(join(cwd, "images"), idxImages(64, 3, 3));
      const run = "--data images --epochs 2 --batch-size 16 --out one --software";
      await cli(`train ${run}`).ended;
      const whole = await readFile(join(cwd, "one", "model.safetensors"));
      await rm(join(cwd, "one", "model.safetensors"));
      const again = await cli("train --resume one --software").ended;
      expect(again.code).toBe(0);
      expect(await readFile(join(cwd, "one", "model.safetensors"))).toEqual(whole);

      const diverged = await cli(`train ${run} --learning-rate 1e38`).ended;
      expect(diverged.code).toBe(1);
      // The report and the pictures were the other run's, and so was what could go on.
      expect(await readdir(join(cwd, "one"))).not.toContain("report.html");
      const { metadata } = decodeSafetensors(await readFile(join(cwd, "one", "model.safetensors")));
      expect(JSON.parse(metadata.isthmus ?? "").optimizer.learningRate).toBe(1e38);
    },
  );

  cliTest("Ctrl-C in a pipe, whose readers it ends as well, still writes everything", async ({ cwd, cli }) => {
    await writeFile(join(cwd, "images"), idxImages(64, 3, 3));
    const running = cli("train --data images --epochs 1000000 --batch-size 16 --out one --json --software");
    await running.says('"event":"epoch"');
    // The next thing that it says meets a closed pipe; the signal may come before or after.
    running.process.stdout.destroy();
    running.process.stderr.destroy();
    expect((await running.ended).code).toBe(130);
    expect((await readdir(join(cwd, "one"))).sort()).toEqual(OUTPUTS);
  });

  cliTest("what cannot go on says why, with code 2 and nothing changed", async ({ cwd, cli }) => {
    await writeFile(join(cwd, "images"), idxImages(4, 2, 2));
    const trained = await cli("train --data images --epochs 2 --batch-size 4 --out one --software").ended;
    expect(trained.code).toBe(0);
    const before = await readFile(join(cwd, "one", "checkpoint.safetensors"));
    const refused = async (line: string) => {
      const { code, stderr } = await cli(`train ${line} --software`).ended;
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused("--resume one --epochs 1")).toMatch(/one has trained 2 epochs already.*--epochs/);
    expect(await refused("--resume none")).toMatch(/There is no none\/checkpoint\.safetensors/);
    expect(await refused("--resume one --seed 2")).toMatch(
      /'--resume <folder>' cannot be used with option '--seed <n>'/,
    );
    await writeFile(join(cwd, "wide"), idxImages(4, 3, 2));
    expect(await refused("--resume one --epochs 3 --data wide")).toMatch(
      /wide has 6 values a sample, the training data had 4/,
    );
    expect(await readFile(join(cwd, "one", "checkpoint.safetensors"))).toEqual(before);
    for (const [bytes, why] of [
      [
        await readFile(join(cwd, "one", "model.safetensors")),
        /is not the checkpoint of a run \(it has a model at most/,
      ],
      [before.subarray(0, 200), /checkpoint\.safetensors/],
    ] as const) {
      await writeFile(join(cwd, "one", "checkpoint.safetensors"), bytes);
      expect(await refused("--resume one --epochs 3")).toMatch(why);
    }
  });

  cliTest("a second signal ends it at once, with nothing written, by the signal that it was", async ({ cwd, cli }) => {
    const running = cli("train --epochs 10000 --batch-size 60000 --out one --software");
    await running.says("Trains on");
    running.process.kill("SIGINT");
    await running.says("Stopping at the next step");
    running.process.kill("SIGTERM");
    const { code, stderr } = await running.ended;
    expect(stderr).toContain("InterruptedError: Interrupted twice: ended at once, without the results.");
    expect(code).toBe(143);
    expect(await readdir(cwd)).toEqual([]);
  });

  cliTest("a loss that is not finite ends it with code 1, and keeps the last good weights", async ({ cwd, cli }) => {
    const args = "train --limit 256 --epochs 50 --learning-rate 1e38 --out one --json --software";
    const { code, stdout, stderr } = await cli(args).ended;
    expect(stderr).toMatch(
      /NumericalError: .*\nThe last good weights are kept in one: history.csv, model.safetensors\./,
    );
    expect(code).toBe(1);
    expect(events(stdout).at(-1)).toMatchObject({ event: "error", name: "NumericalError" });
    const { tensors } = decodeSafetensors(await readFile(join(cwd, "one", "model.safetensors")));
    for (const { data } of Object.values(tensors)) expect(data.every(Number.isFinite)).toBe(true);
  });

  cliTest("without an adapter it says so, with code 1", async ({ cwd, cli }) => {
    const env = { ISTHMUS_CHROME_FLAGS: "--use-webgpu-adapter=none --disable-gpu --disable-software-rasterizer" };
    const { code, stderr } = await cli("train --limit 10 --out one", env).ended;
    expect(stderr).toMatch(/GpuUnavailableError: This browser has WebGPU but offers no adapter for it/);
    expect(code).toBe(1);
    expect(await readdir(cwd)).toEqual([]);
  });
});

test("isthmus compare holds every buffer against its bound", async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "images"), idxImages(9, 4, 5));
  const { code, stdout } = await runCli(
    "compare --data images --steps 2 --batch-size 6 --json --software".split(" "),
    cwd,
  );
  const told = events(stdout);
  const buffers = told.filter(({ event }) => event === "buffer");
  expect(new Set(buffers.map(({ step }) => step))).toEqual(new Set([1, 2]));
  expect(buffers.every(({ boundShare }) => (boundShare as number) <= 1)).toBe(true);
  expect(told.filter(({ event }) => event === "loss")).toHaveLength(2);
  expect(told.at(-1)).toMatchObject({ event: "done", steps: 2, batchSize: 6, passed: true });
  expect(code).toBe(0);
});

test("isthmus plan prints a step's calls without a browser", async () => {
  const cwd = await temporaryFolder();
  const env = { PUPPETEER_EXECUTABLE_PATH: "none" };
  const text = await runCli(["plan", "--level", "naive"], cwd, env);
  expect(text.stdout).toMatch(
    /^call +kernel +shape +workgroups +work +traffic\n.*matmul.*adadelta.*\n\d+ calls .*FLOP/s,
  );
  const json = await runCli(["plan", "--json", "--batch-size", "7"], cwd, env);
  const calls = events(json.stdout);
  expect(calls.length).toBeGreaterThan(5);
  expect(calls[0]).toMatchObject({
    event: "call",
    kernel: "gather-quads",
    shape: "7 × 784",
    bytes: expect.any(Number),
  });
  expect([text.code, json.code]).toEqual([0, 0]);
});
