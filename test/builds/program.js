// Uses all three entries of the library, and parts of it that are fetched when they are needed. Ends as it does wherever it runs:
// the same seed on the same adapter gives the same bits.
import { Autoencoder, adam, conv2d, dense, IsthmusError, maxPool2d, upSampling2d } from "isthmus";
import { readData } from "isthmus/data";
import { exportModel, importModel } from "isthmus/formats";

export async function use() {
  const rows = Array.from({ length: 64 }, (_, row) => [1, 2, 3, 4].map((column) => (row * column) % 16).join(","));
  const csv = new TextEncoder().encode(`a,b,c,d\n${rows.join("\n")}\n`);
  const { dataset, preparation } = await readData(csv, "table.csv", { scale: "columns" });
  const ae = await Autoencoder.create({
    input: dataset.shape,
    encoder: [dense(2, { activation: "tanh" })],
    decoder: [dense(4, { activation: "sigmoid" })],
    loss: "meanSquaredError",
    optimizer: adam(),
    preparation,
    level: "tiled",
  });
  const { history } = await ae.fit(dataset, { epochs: 2, validationSplit: 0.25 });
  await ae.fitThreshold(dataset, { quantile: 0.9 });
  const [file] = await exportModel(ae, "keras");
  const again = await Autoencoder.load(await importModel(file.bytes, file.name), { gpu: ae.gpu });
  const images = await Autoencoder.create({
    input: [4, 4, 1],
    encoder: [conv2d(2, 3, { padding: "same" }), maxPool2d(2)],
    decoder: [upSampling2d(2), conv2d(1, 3, { padding: "same", activation: "sigmoid" })],
    optimizer: adam(),
    gpu: ae.gpu,
  });
  const refused = await readData(new Uint8Array(0), "empty.csv").catch((error) => error instanceof IsthmusError);
  const result = {
    history: history.loss,
    codes: (await ae.encode(dataset)).shape,
    same: String((await ae.predict(dataset)).data) === String((await again.predict(dataset)).data),
    image: [...(await images.predict(new Uint8Array(16).fill(99))).data],
    refused,
  };
  for (const model of [again, images, ae]) model.dispose();
  return result;
}
