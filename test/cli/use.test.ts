/** Using a trained model, on the command line. */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decode } from "fast-png";
import { describe, expect } from "vitest";
import { codeNames } from "../../src/cli/use-data.js";
import { parseNpy } from "../../src/data/npy.js";
import { type MissingPolicy, readData } from "../../src/data.js";
import { decodeSafetensors } from "../../src/index.js";
import { encoded, linearModel, modelBytes, reconstructed } from "./model-files.js";
import { cliTest, idxImages } from "./run-cli.js";

const SLOW = 120_000;
const text = (path: string) => readFile(path, "utf8");
const rowsOf = (csv: string) =>
  csv
    .trim()
    .split("\n")
    .map((line) => line.split(","));

/** Measurements with a counting column and a label in words. */
const ROWS = Array.from({ length: 9 }, (_, row) => [20 + 0.37 * row, 1000 + 1.5 * ((row * 7) % 9), -4e-3 * row]);
const table = (rows: readonly (readonly number[])[], label = (row: number): string => (row % 3 === 0 ? "bad" : "ok")) =>
  ["id,temperature,pressure,drift,state", ...rows.map((row, index) => `${index + 1},${row},${label(index)}`), ""].join(
    "\n",
  );
const model = linearModel(3, 2);

async function preparationOfTable(missing: MissingPolicy = "error") {
  const bytes = new TextEncoder().encode(table(ROWS));
  return (await readData(bytes, "train.csv", { labelColumn: "state", scale: "columns", missing })).preparation;
}

/** The samples as the model takes them, and what it makes of them in their own units, in double precision. */
function expectation(rows: readonly (readonly number[])[]) {
  const low = [0, 1, 2].map((column) => Math.min(...ROWS.map((row) => row[column] ?? 0)));
  const high = [0, 1, 2].map((column) => Math.max(...ROWS.map((row) => row[column] ?? 0)));
  const range = (column: number) => (high[column] ?? 0) - (low[column] ?? 0);
  const samples = rows.map((row) => row.map((value, column) => (value - (low[column] ?? 0)) / range(column)));
  const outputs = samples.map((sample) => reconstructed(model, sample));
  const own = outputs.map((output) => output.map((value, column) => value * range(column) + (low[column] ?? 0)));
  return { samples, outputs, own, range };
}

/**
 * What 32-bit floats may change: two layers of three and two products, their sums and the scaled inputs, each rounded to 2^-24 of at
 * most 4; then a last rounding of the value itself.
 */
const bound = (value: number, range: number) => 16 * 4 * 2 ** -24 * range + Math.abs(value) * 2 ** -23;

describe.concurrent("isthmus predict, encode, decode", () => {
  cliTest(
    "reconstructions are in the data's own units, the same in CSV as in NPY, and what float64 gives",
    async ({ cwd, cli }) => {
      await writeFile(join(cwd, "model.safetensors"), modelBytes(model, { preparation: await preparationOfTable() }));
      await writeFile(join(cwd, "train.csv"), table(ROWS));
      const [csv, npy] = [
        await cli("predict . --data train.csv --software").ended,
        await cli("predict . --data train.csv --out out.npy --software --json").ended,
      ];
      expect([csv.code, npy.code]).toEqual([0, 0]);
      expect(csv.stderr).toMatch(
        /^Model: model\.safetensors\nRead 9 samples of 3 values from train\.csv: header, .*as the training data were\nGPU: .*\n9 reconstructions\.\n$/,
      );
      const [head, ...rows] = rowsOf(csv.stdout);
      expect(head).toEqual(["row", "temperature", "pressure", "drift", "label"]);
      expect(rows.map((row) => [row[0], row[4]])).toEqual(ROWS.map((_, row) => [`${row + 1}`, row % 3 ? "ok" : "bad"]));
      const { shape, data, type } = parseNpy(await readFile(join(cwd, "out.npy")), "out.npy");
      expect({ shape, type }).toEqual({ shape: [9, 3], type: "f4" });
      expect(rows.flatMap((row) => row.slice(1, 4).map((field) => Math.fround(Number(field))))).toEqual([...data]);
      const { own, range } = expectation(ROWS);
      for (const [index, value] of own.flat().entries()) {
        expect(Math.abs((data[index] ?? 0) - value)).toBeLessThan(bound(value, range(index % 3)));
      }
      expect(JSON.parse(npy.stdout.trim().split("\n").at(-1) ?? "")).toEqual({
        event: "done",
        samples: 9,
        out: "out.npy",
      });
    },
    SLOW,
  );

  cliTest(
    "codes go to a file and come back; another file is read by the model's ranges, whatever its columns' order",
    async ({ cwd, cli }) => {
      await writeFile(join(cwd, "m.safetensors"), modelBytes(model, { preparation: await preparationOfTable() }));
      const rows = ROWS.slice(2, 5).map((row) => row.map((value) => 1.25 * value));
      const turned = ["drift,remark,temperature,pressure", ...rows.map(([a, b, c]) => `${c},"x, y",${a},${b}`)];
      await writeFile(join(cwd, "next.csv"), turned.join("\n"));
      const { code, stdout } = await cli("encode m.safetensors --data next.csv --out codes.csv --software").ended;
      expect({ code, stdout }).toEqual({ code: 0, stdout: "3 codes in codes.csv.\n" });
      const [head, ...codes] = rowsOf(await text(join(cwd, "codes.csv")));
      expect(head).toEqual(["row", ...codeNames(2)]);
      const { samples, own, range } = expectation(rows);
      for (const [row, sample] of samples.entries()) {
        for (const [index, value] of encoded(model, sample).entries()) {
          // Samples of up to 250 ranges: pressure is a quarter above what it ranged over.
          expect(Math.abs(Number(codes[row]?.[index + 1]) - value)).toBeLessThan(256 * 8 * 2 ** -24);
        }
      }
      const back = await cli("decode m.safetensors --data codes.csv --software").ended;
      const [names, ...decoded] = rowsOf(back.stdout);
      expect({ code: back.code, names }).toEqual({ code: 0, names: ["row", "temperature", "pressure", "drift"] });
      for (const [index, value] of own.flat().entries()) {
        const found = Number(decoded[Math.floor(index / 3)]?.[1 + (index % 3)]);
        expect(Math.abs(found - value)).toBeLessThan(64 * bound(value, range(index % 3)));
      }
      // As an array they are the same 32-bit numbers.
      expect((await cli("encode m.safetensors --data next.csv --out codes.npy --software").ended).code).toBe(0);
      const fromArray = await cli("decode m.safetensors --data codes.npy --software").ended;
      expect({ code: fromArray.code, stdout: fromArray.stdout }).toEqual({ code: 0, stdout: back.stdout });
    },
    SLOW,
  );

  cliTest(
    "images become a picture; a model without a preparation says that it reads as train does",
    async ({ cwd, cli }) => {
      await writeFile(join(cwd, "m.safetensors"), modelBytes(linearModel(30, 2), { input: [30] }));
      await writeFile(join(cwd, "images"), idxImages(4, 1, 30));
      const { code, stderr } = await cli("predict m.safetensors --data images --out p.png --software").ended;
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("rows of numbers and no images") });
      // The data say how they look, where the model doesn't.
      await writeFile(join(cwd, "square.safetensors"), modelBytes(linearModel(25, 2), { input: [25] }));
      await writeFile(join(cwd, "images"), idxImages(4, 5, 5));
      const drawn = await cli("predict square.safetensors --data images --out p.png --software").ended;
      expect({ code: drawn.code, stdout: drawn.stdout }).toEqual({ code: 0, stdout: "4 reconstructions in p.png.\n" });
      expect(drawn.stderr).toContain("Warning: square.safetensors doesn't know how its training data were read");
      const picture = decode(await readFile(join(cwd, "p.png")));
      expect([picture.width, picture.height]).toEqual([2 * 16 + 4 * 110 + 3 * 8, 2 * 16 + 2 * 110 + 4]);
    },
    SLOW,
  );
});

describe.concurrent("isthmus evaluate", () => {
  cliTest(
    "gives loss and metrics, and of a table each column's error in its own units",
    async ({ cwd, cli }) => {
      const bytes = modelBytes(model, { preparation: await preparationOfTable(), metrics: ["mae"] });
      await writeFile(join(cwd, "m.safetensors"), bytes);
      await writeFile(join(cwd, "t.csv"), table(ROWS));
      const [told, shown] = [
        await cli("evaluate m.safetensors --data t.csv --software --json").ended,
        await cli("evaluate m.safetensors --data t.csv --software").ended,
      ];
      await writeFile(join(cwd, "aims.csv"), table(ROWS.toReversed()));
      const aimed = await cli("evaluate m.safetensors --data t.csv --targets aims.csv --software --json").ended;
      const doneOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
      const done = doneOf(told);
      const { samples, outputs, range } = expectation(ROWS);
      const errors = samples.map((sample, row) => sample.map((x, column) => (outputs[row]?.[column] ?? 0) - x));
      const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      // Errors are below 4, their squares below 16; each as right as a sum of 27 such in 32 bits.
      const near = (value: number) => expect.closeTo(value, 4);
      expect(done).toMatchObject({
        samples: 9,
        loss: near(mean(errors.flat().map((error) => error ** 2))),
        mae: near(mean(errors.flat().map(Math.abs))),
      });
      const aims = samples.toReversed();
      const missed = outputs.flatMap((output, row) => output.map((y, column) => y - (aims[row]?.[column] ?? 0)));
      expect(doneOf(aimed)).toMatchObject({ loss: near(mean(missed.map((error) => error ** 2))) });
      for (const [column, found] of done.columns.entries()) {
        const share = mean(errors.map((row) => Math.abs(row[column] ?? 0)));
        expect(found.column).toBe(["temperature", "pressure", "drift"][column]);
        expect(found.share).toBeCloseTo(share, 5);
        expect(found.error / range(column)).toBeCloseTo(share, 5);
      }
      expect(shown.stdout).toMatch(/^On 9 samples: loss \S+, mae \S+\n\ncolumn +mean absolute error +of its range\n/);
    },
    SLOW,
  );
});

describe.concurrent("isthmus detect", () => {
  cliTest(
    "learns a threshold from the training data, flags others by it, holds the flags against labels, and keeps it",
    async ({ cwd, cli }) => {
      const path = join(cwd, "m.safetensors");
      await writeFile(path, modelBytes(model, { preparation: await preparationOfTable() }));
      const before = decodeSafetensors(await readFile(path));
      await writeFile(join(cwd, "train.csv"), table(ROWS));
      const rows = [...ROWS.slice(0, 5), ROWS[5]?.map((value, column) => (column === 1 ? 1e5 : value)) ?? []];
      await writeFile(
        join(cwd, "new.csv"),
        table(rows, (row) => (row === 5 ? "broken" : "ok")),
      );
      const learnt = await cli(
        "detect m.safetensors --train train.csv --quantile 1 --data new.csv --normal ok --keep --out found.csv --json --software",
      ).ended;
      expect({ code: learnt.code, stderr: learnt.stderr }).toEqual({
        code: 0,
        stderr: expect.stringMatching(
          /Read 9 samples.*Warning: Far outside what the model has learnt: pressure.*1 of 6 samples \(16\.7 %\) has an error above [\d.]+, the 1 quantile of the errors on train\.csv\.\nAgainst the labels: ROC AUC 1\.000, precision 1\.000, recall 1\.000, F1 1\.000 \(1 of 1 unusual samples found, 0 false alarms\)\.\nThe threshold is kept in m\.safetensors/s,
        ),
      });
      const done = JSON.parse(learnt.stdout.trim().split("\n").at(-1) ?? "");
      const { samples, outputs } = expectation([...ROWS, ...rows]);
      const errors = samples.map(
        (sample, row) => sample.reduce((sum, x, column) => sum + ((outputs[row]?.[column] ?? 0) - x) ** 2, 0) / 3,
      );
      expect(done).toMatchObject({ samples: 6, flagged: 1, rocAuc: 1, truePositives: 1, out: "found.csv" });
      expect(done.threshold).toMatchObject({ metric: "meanSquaredError", quantile: 1 });
      expect(done.threshold.value).toBeCloseTo(Math.max(...errors.slice(0, 9)), 5);
      const [head, ...found] = rowsOf(await text(join(cwd, "found.csv")));
      expect(head).toEqual(
        "row,error,flag,worst column,error of temperature,error of pressure,error of drift,label".split(","),
      );
      expect(found.map((row) => row[2])).toEqual(["0", "0", "0", "0", "0", "1"]);
      expect(found.map((row) => row.at(-1))).toEqual(["ok", "ok", "ok", "ok", "ok", "broken"]);
      for (const row of found) {
        const own = row.slice(4, 7).map(Number);
        const mean = own.reduce((sum, error) => sum + error, 0) / 3;
        expect(Math.abs(Number(row[1]) - mean)).toBeLessThanOrEqual(mean * 2 ** -22);
        expect(row[3]).toBe(["temperature", "pressure", "drift"][own.indexOf(Math.max(...own))]);
      }
      // All else in the model's file is as it was.
      const after = decodeSafetensors(await readFile(path));
      expect(after.tensors).toEqual(before.tensors);
      const { isthmus = "", ...others } = after.metadata;
      expect(others).toEqual({ format: "isthmus", note: "someone's own" });
      expect(JSON.parse(isthmus)).toEqual({ ...JSON.parse(before.metadata.isthmus ?? ""), threshold: done.threshold });

      const again = await cli("detect m.safetensors --data new.csv --software").ended;
      expect(
        rowsOf(again.stdout)
          .slice(1)
          .map((row) => row[2]),
      ).toEqual(["0", "0", "0", "0", "0", "1"]);
      expect(again.stderr).toMatch(/the model's threshold .*--normal NAME\[,NAME\]; there are ok, broken/s);
    },
    SLOW,
  );

  cliTest(
    "holds what the model makes of the data against targets, where there are such",
    async ({ cwd, cli }) => {
      await writeFile(join(cwd, "m.safetensors"), modelBytes(model, { preparation: await preparationOfTable() }));
      const [data, targets] = [ROWS, ROWS.toReversed()];
      await writeFile(join(cwd, "data.csv"), table(data));
      await writeFile(join(cwd, "targets.csv"), table(targets));
      const { code, stdout } = await cli(
        "detect m.safetensors --data data.csv --targets targets.csv --train data.csv --train-targets targets.csv --quantile 0.5 --json --software",
      ).ended;
      expect(code).toBe(0);
      const told = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      const { outputs } = expectation(data);
      const { samples } = expectation(targets);
      const errors = samples.map(
        (target, row) => target.reduce((sum, t, column) => sum + ((outputs[row]?.[column] ?? 0) - t) ** 2, 0) / 3,
      );
      const found = told.filter(({ event }) => event === "sample");
      for (const [row, { error }] of found.entries()) expect(error).toBeCloseTo(errors[row] ?? Number.NaN, 5);
      // Half of nine are not above their middle one.
      expect(told.at(-1)).toMatchObject({ samples: 9, flagged: 4 });
    },
    SLOW,
  );

  cliTest(
    "labels of 0 and 1 in a column that the training data did not have; a missing value has no error",
    async ({ cwd, cli }) => {
      const { table: use, ...rest } = await preparationOfTable("mask");
      if (!use) expect.fail();
      const { label: _, ...unlabelled } = use;
      await writeFile(join(cwd, "m.safetensors"), modelBytes(model, { preparation: { ...rest, table: unlabelled } }));
      const rows = ROWS.map(
        (row, index) => `${row.with(0, index === 2 ? Number.NaN : (row[0] ?? 0))},${index === 8 ? 1 : 0}`,
      );
      await writeFile(join(cwd, "new.csv"), ["temperature,pressure,drift,unusual", ...rows, ""].join("\n"));
      const { code, stdout } = await cli(
        "detect m.safetensors --data new.csv --contamination 0.25 --label-column unusual --json --software",
      ).ended;
      const told = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(code).toBe(0);
      // The 0.75 quantile of nine errors is the seventh: two are above it.
      expect(told.at(-1)).toMatchObject({ flagged: 2, truePositives: expect.any(Number), rocAuc: expect.any(Number) });
      const found = told.filter(({ event }) => event === "sample");
      expect(found.map(({ row, label }) => [row, label])).toEqual(
        ROWS.map((_, row) => [row + 1, row === 8 ? "1" : "0"]),
      );
      expect(found.map((row) => row["error of temperature"] === null)).toEqual(ROWS.map((_, row) => row === 2));
      const { error, ...ofThird } = found[2];
      const mean = (ofThird["error of pressure"] + ofThird["error of drift"]) / 2;
      expect(Math.abs(error - mean)).toBeLessThanOrEqual(mean * 2 ** -22);
    },
    SLOW,
  );
});

describe.concurrent("what can't be done says why, with code 2, and leaves nothing behind", () => {
  const cases: [string, RegExp][] = [
    ["predict none --data t.csv", /There is no model "none"\. Give a model's file, or the folder of a run/],
    ["predict empty --data t.csv", /The folder "empty" has no model\.safetensors/],
    ["predict t.csv --data t.csv", /FormatError: t\.csv/],
    ["predict m.safetensors", /required option '--data <file>' not specified/],
    ["predict m.safetensors --data none.csv", /There is no file "none\.csv"/],
    ["predict m.safetensors --data few.csv", /few\.csv has no column "drift", which the model was trained on/],
    ["predict m.safetensors --data images", /images has 20 values a sample/],
    [
      "predict m.safetensors --data t.csv --out a.xlsx",
      /"a\.xlsx" ends in \.xlsx; what can be written ends in \.csv, \.npy, \.png/,
    ],
    [
      "predict m.safetensors --data t.csv --out none/a.csv",
      /"none\/a\.csv" cannot be written: .*Give another file with --out/,
    ],
    ["predict m.safetensors --data t.csv --out empty.csv", /"empty\.csv" cannot be written: it is a folder/],
    ["predict m.safetensors --data t.csv --label-column colour", /t\.csv has no column "colour" for the labels/],
    ["encode m.safetensors --data t.csv --scaled", /unknown option '--scaled'/],
    ["encode m.safetensors --data t.csv --out a.png", /ends in \.png; what can be written ends in \.csv, \.npy/],
    ["decode m.safetensors --data t.csv", /t\.csv has 3 values a sample, the model's codes have 2/],
    ["detect m.safetensors --data t.csv", /m\.safetensors has no threshold.*--train FILE.*--contamination/],
    [
      "detect m.safetensors --data t.csv --train t.csv --targets t.csv",
      /For --train, say it too: --train-targets FILE/,
    ],
    [
      "detect m.safetensors --data t.csv --train-targets t.csv --contamination 0.1",
      /--train-targets go with --train and --targets/,
    ],
    [
      "detect m.safetensors --data t.csv --quantile 0",
      /'--quantile <q>' argument '0' is invalid. It must be a number above 0/,
    ],
    [
      "detect m.safetensors --data t.csv --quantile 0.9 --contamination 0.1",
      /cannot be used with option '--quantile <q>'/,
    ],
    [
      "detect m.safetensors --data t.csv --quantile 0.9 --normal fine",
      /no class "fine" for --normal; there are bad, ok/,
    ],
  ];
  cliTest.for(cases)("%s", async ([line, message], { cwd, cli }) => {
    await writeFile(join(cwd, "m.safetensors"), modelBytes(model, { preparation: await preparationOfTable() }));
    await writeFile(join(cwd, "t.csv"), table(ROWS));
    await writeFile(join(cwd, "few.csv"), "temperature,pressure\n1,2\n");
    await writeFile(join(cwd, "images"), idxImages(2, 4, 5));
    await Promise.all(["empty", "empty.csv"].map((name) => mkdir(join(cwd, name))));
    const files = (await readdir(cwd)).sort();
    const { code, stdout, stderr } = await cli(`${line} --software`).ended;
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect((await readdir(cwd)).sort()).toEqual(files);
  });
});
