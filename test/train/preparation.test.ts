import { expect, test } from "vitest";
import { type Preparation, preparationOf, readData } from "../../src/data.js";
import { usePage } from "../harness/browser.js";
import { trainingIn } from "./in-page.js";

const context = usePage();
const training = trainingIn(context);

/** What the page is given: readers bring packages, which its plain modules cannot. */
interface Given {
  readonly preparation: Preparation;
  readonly values: readonly number[];
}

declare const given: Given;

const bytes = (text: string) => new TextEncoder().encode(text);

async function give(preparation: Preparation, values: readonly number[]): Promise<void> {
  await context.page.evaluate((all) => Object.assign(globalThis, { given: all }), {
    preparation: JSON.parse(JSON.stringify(preparation)),
    values,
  });
}

test("a model keeps how its data are read: in its description, its history and its file", async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `${1e9 + row},${row % 7},${row % 2 ? "odd" : "even"}`);
  const read = await readData(bytes(`time,x,class\n${rows.join("\n")}`), "t.csv", { scale: "columns" });
  await give(read.preparation, [...read.dataset.data]);
  const { described, history, loaded, without } = await training(async ({ isthmus, gpu }) => {
    const { preparation, values } = given;
    const model = {
      input: 2,
      encoder: [isthmus.dense(1)],
      decoder: [isthmus.dense(2, { activation: "sigmoid" as const })],
      gpu,
    };
    const data = isthmus.datasetOf(Float32Array.from(values), [2]);
    const ae = await isthmus.Autoencoder.create({ ...model, preparation });
    const trained = await ae.fit(data, { epochs: 2, batchSize: 16, validationData: data });
    const again = await isthmus.Autoencoder.load(await ae.save(), { gpu });
    const bare = await isthmus.Autoencoder.create(model);
    const untold = await bare.fit(data, { epochs: 1 });
    const result = {
      described: ae.description.preparation,
      history: trained.preparation,
      loaded: again.description,
      without: ["preparation" in untold, "preparation" in bare.description],
    };
    for (const one of [ae, again, bare]) one.dispose();
    return result;
  });
  expect(described).toEqual(JSON.parse(JSON.stringify(read.preparation)));
  expect(history).toEqual(described);
  expect(without).toEqual([false, false]);
  const later = await preparationOf(loaded).read(bytes("class,x,time\nodd,6,1000000039\neven,0,1000000000"), "n.csv");
  expect([...later.dataset.data]).toEqual([1, 1, 0, 0]);
  expect(later.dataset).toMatchObject({ labels: Uint8Array.of(1, 0), classes: ["even", "odd"] });
});

test("samples of another size than the model's are refused at once", async () => {
  const { preparation } = await readData(bytes("1,2\n3,4"), "t.csv");
  await give(preparation, []);
  const error = await training(async ({ isthmus, gpu, failure }) => {
    const layers = { encoder: [isthmus.dense(1)], decoder: [isthmus.dense(3)] };
    return failure(() => isthmus.Autoencoder.create({ input: 3, ...layers, gpu, preparation: given.preparation }));
  });
  expect(error).toEqual({
    name: "ShapeError",
    message: "The preparation gives samples of shape [2], the model takes [3].",
  });
});
