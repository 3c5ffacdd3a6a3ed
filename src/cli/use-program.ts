import { type Command, Option } from "commander";
import type { DetectOptions } from "./commands/detect.js";
import type { PredictOptions } from "./commands/predict.js";
import { names, nonEmpty, OWN_DATA, positiveInteger, runtimeOption, shareOrAll } from "./options.js";
import type { UseOptions } from "./use-options.js";

/** What a command line asks of a trained model. */
export type UseRequest =
  | { readonly command: "predict"; readonly options: PredictOptions }
  | { readonly command: "evaluate"; readonly options: UseOptions }
  | { readonly command: "detect"; readonly options: DetectOptions };

const TABLE_OUT = `
The result is CSV on stdout, or the file that --out names, by its ending. Rows are counted from 1. Numbers are written in as few
digits as read back as the same 32-bit float. A text that a spreadsheet would take for a formula gets an apostrophe before it.`;

/** Adds the commands that use a trained model. */
export function addUse(program: Command, take: (request: UseRequest) => void): void {
  for (const action of ["predict", "encode", "decode"] as const) {
    const command = addCommon(program, action, SAYS[action]).option(
      "--out <file>",
      action === "encode" ? "file for the result: .csv or .npy" : "file for the result: .csv, .npy, or .png for images",
      nonEmpty,
    );
    if (action !== "encode") {
      command.option("--scaled", "as the model gives them, and not in the data's own units", false);
    }
    command
      .addHelpText("after", TABLE_OUT)
      .action((model: string, options: Omit<UseOptions, "model"> & { scaled?: boolean }) => {
        take({ command: "predict", options: { ...options, scaled: options.scaled ?? false, model, action } });
      });
  }
  addCommon(
    program,
    "evaluate",
    "loss and metrics of a trained model on data; of a table also each column's error",
  ).action((model: string, options: Omit<UseOptions, "model">) =>
    take({ command: "evaluate", options: { ...options, model } }),
  );
  addDetect(program).action((model: string, options: Omit<DetectOptions, "model">) => {
    take({ command: "detect", options: { ...options, model } });
  });
}

const SUMMARIES = {
  predict: "reconstruct data with a trained model",
  encode: "the codes that a model gives data",
  decode: "what a model makes of codes",
  evaluate: "loss and metrics of a model on data",
  detect: "find samples that a model reconstructs badly",
};

const SAYS = {
  predict: "what a trained model makes of data: reconstructions, in the data's own units",
  encode: "the codes that a trained model gives data",
  decode: "what a trained model makes of codes, as encode writes them",
};

function addCommon(program: Command, name: keyof typeof SUMMARIES, description: string): Command {
  const command = program
    .command(name)
    .summary(SUMMARIES[name])
    .description(description)
    .argument("<model>", "a model.safetensors, or the folder of the run that wrote it", nonEmpty)
    .requiredOption(
      "--data <file>",
      name === "decode" ? "codes: CSV or NPY" : `${OWN_DATA}, read as the training data were; or mnist, its test set`,
      nonEmpty,
    );
  if (name !== "decode") {
    command
      .option("--labels <file>", "of arrays: an IDX or NPY file of class indices", nonEmpty)
      .option("--array <name>", "of NPZ and safetensors files: which array to take", nonEmpty)
      .option(
        "--label-column <name|n>",
        "column of labels where the training data had none: its name, or its number from 1",
        nonEmpty,
      );
  }
  if (name === "evaluate" || name === "detect") {
    command.option("--targets <file>", "what the output should be, sample by sample (default: the data)", nonEmpty);
  }
  return command
    .option("--batch-size <n>", "samples at a time", positiveInteger, 256)
    .addOption(runtimeOption())
    .option("--software", "use a software adapter even where there is a GPU", false)
    .option("--json", "events on stdout, one JSON object a line; without --out the result is among them", false);
}

function addDetect(program: Command): Command {
  return addCommon(program, "detect", "find the samples that a trained model reconstructs badly")
    .option(
      "--train <file>",
      "learn the threshold from these: the training data, or others that are mostly normal",
      nonEmpty,
    )
    .option("--train-targets <file>", "what the output should be for them, where --targets are given", nonEmpty)
    .option("--quantile <q>", "the share of them that passes for normal (default: 0.99)", shareOrAll)
    .addOption(
      new Option(
        "--contamination <c>",
        "the share of them that is expected to be unusual, as PyOD has it; 1 − quantile",
      )
        .argParser(shareOrAll)
        .conflicts("quantile"),
    )
    .option("--keep", "write the threshold into the model's file: later runs need no --train", false)
    .option(
      "--normal <names>",
      "classes that are normal, to hold the flags against the labels: setosa,versicolor",
      names,
    )
    .option("--out <file>", "CSV file for the result (default: stdout)", nonEmpty)
    .addHelpText(
      "after",
      `
A sample is flagged when its error, the mean of its values' squared errors as the model sees them, is above the threshold: the
model's own, or one that is learnt with --train. --quantile or --contamination without --train learn it from --data itself.
The result has a row a sample: row, error, flag; of tables also the column that is furthest off, and each column's error; label.
With labels 0 (normal) and 1 (unusual), or with --normal, it says how well the errors tell them apart.`,
    );
}
