/**
 * Learns what normal rows of a table look like, sets a threshold, and finds the unusual rows of another table.
 * Usage: node train.mjs [normal.csv new.csv]; without files it makes some up.
 */
import { readFile, writeFile } from "node:fs/promises";
import { Autoencoder, adam, dense, requestGpu } from "isthmus";
import { preparationOf, readData } from "isthmus/data";
import { create } from "webgpu";

const [normalFile, newFile] = process.argv.slice(2);
const [normal, next] = normalFile ? [await readFile(normalFile), await readFile(newFile)] : madeUp();

// A fifth is kept aside: on what it was trained on, a model is a little too sure.
const { dataset, validation, preparation, summary } = await readData(normal, normalFile ?? "normal.csv", {
  scale: "standard",
  validationSplit: 0.2,
});
console.log(summary);

const [width] = dataset.shape;
const gpu = await requestGpu({ api: create([]) });
const ae = await Autoencoder.create({
  input: width,
  encoder: [dense(16, { activation: "tanh" }), dense(Math.ceil(width / 2))],
  decoder: [dense(16, { activation: "tanh" }), dense(width)],
  loss: "meanSquaredError",
  optimizer: adam({ learningRate: 0.005 }),
  preparation,
  gpu,
});
const { history } = await ae.fit(dataset, { epochs: 60, batchSize: 64, validationData: validation });
console.log(`loss ${history.loss.at(-1).toFixed(4)}, validation loss ${history.val_loss.at(-1).toFixed(4)}`);

const { value } = await ae.fitThreshold(validation, { quantile: 0.99 });
console.log(`threshold ${value.toFixed(4)}: 99 % of the rows kept aside are below`);

const { dataset: rows } = await preparationOf(ae).read(next, newFile ?? "new.csv"); // columns by name, the training data's means
const { errors, flags } = await ae.detect(rows);
const unusual = [...flags.keys()].filter((row) => flags[row]);
console.log(`${unusual.length} of ${rows.count} rows are unusual:`);
for (const row of unusual.slice(0, 10)) console.log(`  row ${row + 1}: error ${errors.samples[row].toPrecision(3)}`);

await writeFile("pump.safetensors", await ae.save()); // the threshold and the preparation are in it
ae.dispose();
gpu.dispose();

/** Readings of a pump that depend on its speed; in the second table row 7 is out of tune, and row 23 beyond all bounds. */
function madeUp() {
  const table = (rows, spoil = {}) => {
    const lines = Array.from({ length: rows }, (_, index) => {
      const speed = 20 + 15 * Math.sin(index * 1.7) + 5 * Math.cos(index * 0.61);
      const values = {
        speed,
        flow: 2 * speed + Math.sin(index * 12.9),
        pressure: 0.05 * speed ** 2 + Math.cos(index * 7.7),
        heat: 30 + 0.4 * speed,
      };
      return Object.values({ ...values, ...spoil[index + 1]?.(values) })
        .map((value) => value.toFixed(3))
        .join(",");
    });
    return new TextEncoder().encode(`speed,flow,pressure,heat\n${lines.join("\n")}\n`);
  };
  const unusual = { 7: ({ flow }) => ({ flow: 0.3 * flow }), 23: () => ({ heat: 140 }) };
  return [table(1500), table(40, unusual)];
}
