/**
 * Makes what stands on the page's stage before anything is loaded: src/app/stage-data/model.bin, a small variational model with
 * a plane of codes, and digits.bin, a thousand of MNIST's test digits. The model is trained in headless Chrome by the built
 * library, on MNIST's 60,000 training digits; the digits shown are none of those.
 * Needs `npm run build` first. Usage: node scripts/stage-model.mjs [FILE]
 * FILE is where the model is kept with its full weights; one that is there is taken, not trained again.
 */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { preview, runnerImport } from "vite";

const FOLDER = new URL("../src/app/stage-data/", import.meta.url);
const file = process.argv[2];
const root = fileURLToPath(new URL("..", import.meta.url));
const pathOf = (/** @type {string} */ file) => fileURLToPath(new URL(`../${file}`, import.meta.url));
const { kernelFacts } = (await runnerImport(pathOf("scripts/kernel-facts.ts"))).module;
const imported = async (/** @type {string} */ file) =>
  (await runnerImport(pathOf(`src/${file}`), { configFile: false, plugins: [kernelFacts()] })).module;

const known = file && existsSync(file);
const bytes = known ? new Uint8Array(await readFile(file)) : await trained();
if (file && !known) await writeFile(file, bytes);

const { stageFiles } = await imported("app/stage-data/stage-files.ts");
// What is imported above is closed: it fetches nothing more.
const { loadMnist } = await import("../dist/lib/index.js");
const files = await stageFiles(bytes, await loadMnist());
for (const [name, contents] of Object.entries(files)) {
  await writeFile(new URL(name, FOLDER), contents);
  process.stderr.write(`${name}: ${contents.length.toLocaleString("en")} bytes\n`);
}

/** The model as `save()` gives it. */
async function trained() {
  const chrome = await imported("cli/chrome.ts");
  const server = await preview({ configFile: false, root, preview: { port: 0, host: "127.0.0.1" }, logLevel: "warn" });
  const executablePath = await chrome.findOrInstallChrome((/** @type {string} */ line) => console.warn(line));
  const browser = await chrome.launchChrome({ executablePath, software: process.env.ISTHMUS_TEST_GPU === undefined });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${server.resolvedUrls?.local[0]}lib/THIRD-PARTY-LICENSES.md`);
    await page.exposeFunction("report", (/** @type {string} */ line) => process.stderr.write(`${line}\n`));
    await page.exposeFunction("done", (/** @type {number[]} */ values) => {
      finish(Uint8Array.from(values));
    });
    /** @type {(bytes: Uint8Array) => void} */
    let finish = () => {};
    /** @type {Promise<Uint8Array>} */
    const saved = new Promise((resolve) => {
      finish = resolve;
    });
    await page.evaluate(`(${train})()`);
    return await saved;
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Runs in the page: it sees nothing of this file. */
async function train() {
  const address = "/lib/index.js";
  const { Autoencoder, adam, dense, learningRateScheduler, loadMnist, sampling } = await import(address);
  // Longer than a call from outside may last.
  setTimeout(async () => {
    const { train, test } = await loadMnist({ url: "/app/mnist/" });
    const hidden = [96, 64, 32];
    const ae = await Autoencoder.create({
      input: 784,
      // Smooth activations, so that the digits change smoothly over the plane; the KL term holds the codes together, with half the
      // weight that the evidence lower bound gives it, for sharper digits.
      encoder: [...hidden.map((units) => dense(units, { activation: "elu" })), sampling(2, { klWeight: 6e-4 })],
      decoder: [
        ...hidden.toReversed().map((units) => dense(units, { activation: "elu" })),
        dense(784, { activation: "sigmoid" }),
      ],
      loss: "binaryCrossentropy",
      optimizer: adam(),
      seed: 1,
    });
    const rate = (/** @type {number} */ epoch) => (epoch < 20 ? 1e-3 : epoch < 27 ? 3e-4 : 1e-4);
    const options = {
      epochs: 32,
      batchSize: 128,
      validationData: test,
      callbacks: [learningRateScheduler(rate)],
    };
    for await (const event of ae.fitEvents(train, options)) {
      if (event.type !== "epoch") continue;
      const { epoch, logs, seconds } = event;
      await globalThis.report(
        `epoch ${epoch}: ${logs.loss.toFixed(4)} ${logs.val_loss.toFixed(4)} in ${seconds.toFixed(0)} s`,
      );
    }
    await globalThis.done(Array.from(await ae.save()));
  });
}
