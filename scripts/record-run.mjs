/**
 * Trains the notebook's model in headless Chrome and keeps what the page shows of it: src/app/recorded/run.json and
 * digits.png. Visitors without WebGPU see that run instead of their own.
 * Needs `npm run build` first. Usage: node scripts/record-run.mjs [EPOCHS]
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { encode } from "fast-png";
import { preview, runnerImport } from "vite";

const EPOCHS = Number(process.argv[2] ?? 20);
/** Epochs whose reconstructions are kept: dense at the beginning, where most happens. */
const SHOWN = [0, 1, 2, 3, 5, 8, 12, 16, 20, 30, 40, 50].filter((epoch) => epoch <= EPOCHS);
const SIDE = 28;
const FOLDER = new URL("../src/app/recorded/", import.meta.url);

const root = fileURLToPath(new URL("..", import.meta.url));
const { module: chrome } = await runnerImport(fileURLToPath(new URL("../src/cli/chrome.ts", import.meta.url)));
const server = await preview({ configFile: false, root, preview: { port: 0, host: "127.0.0.1" }, logLevel: "warn" });
const executablePath = await chrome.findOrInstallChrome((/** @type {string} */ line) => console.warn(line));
const browser = await chrome.launchChrome({ executablePath, software: process.env.ISTHMUS_TEST_GPU === undefined });
try {
  const page = await browser.newPage();
  await page.goto(`${server.resolvedUrls?.local[0]}lib/THIRD-PARTY-LICENSES.md`);
  await page.exposeFunction("report", (/** @type {string} */ line) => process.stderr.write(`${line}\n`));
  const recorded = await page.evaluate(record, EPOCHS, SHOWN);
  const { pictures, ...run } = recorded;
  const height = SIDE * pictures.length;
  const width = SIDE * run.labels.length;
  const data = new Uint8Array(width * height);
  for (const [row, pixels] of pictures.entries()) {
    for (const [index, value] of pixels.entries()) {
      const digit = Math.floor(index / SIDE ** 2);
      const [y, x] = [Math.floor((index % SIDE ** 2) / SIDE), index % SIDE];
      data[(row * SIDE + y) * width + digit * SIDE + x] = value;
    }
  }
  await writeFile(new URL("digits.png", FOLDER), encode({ width, height, data, channels: 1, depth: 8 }));
  await writeFile(new URL("run.json", FOLDER), `${JSON.stringify(run, undefined, 2)}\n`);
} finally {
  await browser.close();
  await server.close();
}

/**
 * Runs in the page: it sees nothing of this file.
 * @param {number} epochs
 * @param {number[]} shown
 */
async function record(epochs, shown) {
  const address = "/lib/index.js";
  const { Autoencoder, loadMnist, PRESETS } = await import(address);
  const { train, test } = await loadMnist({ url: "/app/mnist/" });
  const ae = await Autoencoder.create({ ...PRESETS.notebook(), seed: 1 });
  const labels = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const digits = new Uint8Array(labels.length * 784);
  for (const label of labels) {
    const row = test.labels.indexOf(label);
    digits.set(test.data.subarray(row * 784, (row + 1) * 784), label * 784);
  }
  const draw = async () => Array.from((await ae.predict(digits)).data, (value) => Math.round(255 * value));
  const pictures = [Array.from(digits), await draw()];
  /** @type {object[]} */
  const rows = [];
  for await (const event of ae.fitEvents(train, { epochs, batchSize: 256, validationData: test })) {
    if (event.type !== "epoch") continue;
    const { epoch, logs, seconds, imagesPerSecond } = event;
    const rounded = (/** @type {number} */ value) => Number(value.toPrecision(6));
    rows.push({
      epoch,
      loss: rounded(logs.loss),
      valLoss: rounded(logs.val_loss),
      seconds: rounded(seconds),
      imagesPerSecond: Math.round(imagesPerSecond),
    });
    await globalThis.report(`epoch ${epoch}: ${logs.loss.toFixed(4)} ${logs.val_loss.toFixed(4)}`);
    if (shown.includes(epoch)) pictures.push(await draw());
  }
  const { vendor, architecture } = ae.gpu.info;
  const date = new Date().toISOString().slice(0, 10);
  return {
    date,
    adapter: `${vendor} ${architecture}`,
    batchSize: 256,
    samples: train.count,
    labels,
    shown,
    rows,
    pictures,
  };
}
