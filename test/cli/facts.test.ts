import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadData } from "../../src/cli/data.js";
import { settingFacts } from "../../src/cli/facts.js";
import { PRESETS } from "../../src/index.js";
import { temporaryFolder } from "./run-cli.js";

test("a report says how the data were read, and nothing of the folders that they lie in", async () => {
  const folder = join(await temporaryFolder(), "secret");
  await mkdir(folder);
  const [data, validation] = [join(folder, "train.csv"), join(folder, "held-out.csv")];
  await writeFile(data, "id,a,b,kind\n1,10,1,x\n2,20,2,y\n3,15,3,x\n");
  await writeFile(validation, "a,b,kind\n12,1,y\n");
  const run = { model: "notebook", data, validation, epochs: 3, batchSize: 2, shuffle: true };
  const read = await loadData({ data, validation, labelColumn: "kind", scale: "columns" });
  const facts = settingFacts(run, PRESETS.notebook(2), "tiled", read);
  expect(facts).toMatchObject({
    "Training data": "train.csv, 3 samples",
    "Validation data": "held-out.csv, 1 sample",
    "How they were read":
      'read 3 samples of 2 values from train.csv: header, "kind" is the label (2 classes), "id" (it counts the rows) left out, ' +
      'columns scaled to 0…1; read 1 sample of 2 values from held-out.csv: header, "kind" is the label, columns scaled to 0…1, as the training data were',
    Classes: "x, y",
  });
  expect(JSON.stringify(facts)).not.toContain("secret");
});
