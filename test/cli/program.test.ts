import { CommanderError } from "commander";
import { describe, expect, test } from "vitest";
import { parseCommandLine } from "../../src/cli/program.js";

const parse = (...args: string[]) => parseCommandLine(args, { out: () => undefined, err: () => undefined });

describe("parseCommandLine", () => {
  test("train has the notebook's defaults", () => {
    expect(parse("train")).toEqual({
      command: "train",
      options: {
        run: {
          model: "notebook",
          level: "auto",
          precision: "float32",
          data: "mnist",
          epochs: 50,
          batchSize: 256,
          shuffle: true,
        },
        place: { runtime: "chrome", software: false, json: false },
      },
    });
  });

  test("train takes everything", () => {
    const line =
      "train --model deep --loss mse --optimizer adadelta --learning-rate 0.5 --seed 0 --level naive --precision mixed --data a.gz " +
      "--validation b.gz --limit 10 --epochs 2 --batch-size 8 --no-shuffle --out x --runtime node --software --json";
    expect(parse(...line.split(" "))).toEqual({
      command: "train",
      options: {
        run: {
          model: "deep",
          loss: "meanSquaredError",
          optimizer: "adadelta",
          learningRate: 0.5,
          seed: 0,
          level: "naive",
          precision: "mixed",
          data: "a.gz",
          validation: "b.gz",
          limit: 10,
          epochs: 2,
          batchSize: 8,
          shuffle: false,
        },
        place: { out: "x", runtime: "node", software: true, json: true },
      },
    });
  });

  test.each(["bce", "binary_crossentropy", "binaryCrossentropy"])("--loss %s is binary cross-entropy", (name) => {
    expect(parse("plan", "--loss", name)).toMatchObject({ options: { loss: "binaryCrossentropy" } });
  });

  test("of a run that goes on, only what the line says changes", () => {
    const line = "train --resume runs/x --epochs 60 --no-shuffle --software";
    expect(parse(...line.split(" "))).toEqual({
      command: "resume",
      options: {
        folder: "runs/x",
        changes: { epochs: 60, shuffle: false },
        place: { runtime: "chrome", software: true, json: false },
      },
    });
  });

  test.each(["--model deep", "--loss mse", "--metrics mse", "--optimizer adam", "--learning-rate 1", "--seed 2"])(
    "a run that goes on has its own model: no %s",
    (option) => {
      expect(() => parse("train", "--resume", "runs/x", ...option.split(" "))).toThrow("cannot be used with option");
    },
  );

  test.each(["train", "compare", "experiment pca"])("%s says how its own data is to be read", (command) => {
    const line = `${command} --data t.csv --label-column class --scale columns --image-size 28`;
    const { options } = parse(...line.split(" "));
    expect("run" in options ? options.run : options).toMatchObject({
      data: "t.csv",
      labelColumn: "class",
      scale: "columns",
      imageSize: 28,
    });
  });

  test("a column's number stays text, for the header may hold it", () => {
    expect(parse("compare", "--label-column", "1")).toMatchObject({ options: { labelColumn: "1" } });
  });

  test.each([
    ["--label-column", "", "It must not be empty."],
    ["--scale", "half", "Allowed choices are auto, bytes, none, columns, range, standard."],
    ["--image-size", "0", "It must be a whole number from 1."],
    ["--image-size", "28x28", "It must be a whole number from 1."],
    ["--validation", "", "It must not be empty."],
  ])("%s %j is a mistake", (option, value, complaint) => {
    const said: string[] = [];
    const terminal = { out: () => undefined, err: (text: string) => void said.push(text) };
    expect(() => parseCommandLine(["train", option, value], terminal)).toThrow(CommanderError);
    expect(said.join("")).toContain(complaint);
  });

  test("compare and plan have their defaults", () => {
    expect(parse("compare")).toMatchObject({
      command: "compare",
      options: { steps: 3, batchSize: 256, data: "mnist" },
    });
    expect(parse("plan")).toMatchObject({ command: "plan", options: { kind: "train", batchSize: 256 } });
  });

  test("alone it says which commands there are", () => {
    const said: string[] = [];
    const terminal = { out: (text: string) => void said.push(text), err: () => undefined };
    expect(() => parseCommandLine([], terminal)).toThrow(expect.objectContaining({ exitCode: 0 }));
    expect(said.join("")).toMatch(/^Usage: isthmus .*^ {2}train {2,}train a model$.*^ {2}doctor /ms);
  });

  test("a mistake is said first, and what follows is short", () => {
    for (const line of ["nothing", "train --nothing", "train --epochs x", "experiment", "experiment x", "predict"]) {
      const said: string[] = [];
      const terminal = { out: () => undefined, err: (text: string) => void said.push(text) };
      expect(() => parseCommandLine(line.split(" "), terminal)).toThrow();
      const lines = said.join("").trimEnd().split("\n");
      expect(lines[0]).toMatch(/^error: /);
      expect(lines.length).toBeLessThanOrEqual(5);
      expect(lines.at(-1)).toMatch(/See isthmus .*--help\.$/);
    }
  });

  test("help and the version are told from mistakes by the exit code", () => {
    const exitCode = (...args: string[]) => {
      try {
        parse(...args);
      } catch (error) {
        if (error instanceof CommanderError) return error.exitCode;
      }
      return undefined;
    };
    expect([exitCode("--help"), exitCode("train", "--help"), exitCode("--version")]).toEqual([0, 0, 0]);
    expect([exitCode("nothing"), exitCode("train", "--nothing"), exitCode("experiment")]).toEqual([1, 1, 1]);
  });
});
