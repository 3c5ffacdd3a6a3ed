import { afterEach, describe, expect, it, vi } from "vitest";
import { AS_FOUND } from "../../src/app/state/reading.js";
import { CompareService } from "../../src/app/worker/compare-service.js";
import type { LoadedData } from "../../src/app/worker/data.js";
import { dataFrom } from "../../src/app/worker/own-data.js";
import { Autoencoder, describeModel, type Gpu, PRESETS, type Values } from "../../src/index.js";
import { idxFile } from "../data/idx-file.js";

const file = (name: string, bytes: Uint8Array) => new File([new Uint8Array(bytes)], name);

/** 300 samples of 3 × 3 of three classes; a tenth is kept aside. */
async function labelled(): Promise<LoadedData> {
  const pixels = Array.from({ length: 300 * 9 }, (_, at) => (at * 7919) % 256);
  const labels = Array.from({ length: 300 }, (_, row) => row % 3);
  const files = [file("images.idx", idxFile([300, 3, 3], pixels)), file("labels.idx", idxFile([300], labels))];
  return dataFrom(
    files.map((each) => ({ file: each, path: each.name })),
    AS_FOUND,
    () => {},
  );
}

/** Everything here works without a GPU, or fails before it is asked for. */
async function serviceOf(data: LoadedData | undefined): Promise<CompareService> {
  return new CompareService({
    data: () => data,
    openGpu: async (): Promise<Gpu> => {
      throw new Error("There is no GPU here.");
    },
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the worker's part of the view Compare", () => {
  it("tells what there is to compare", async () => {
    expect((await serviceOf(await labelled())).lineup()).toEqual({
      models: [],
      others: 0,
      mostComponents: 9,
      judged: 30,
      keptAside: true,
      classes: [0, 1, 2],
      usual: [0],
    });
  });

  it("leaves models of other data out, and refuses them; of another split it says what they may know", async () => {
    const table = async (text: string, said: Partial<typeof AS_FOUND> = {}) =>
      dataFrom(
        [{ file: file("t.csv", new TextEncoder().encode(text)), path: "t.csv" }],
        { ...AS_FOUND, label: 2, ...said },
        () => {},
      );
    const rows = (factor: number) =>
      Array.from({ length: 40 }, (_, row) => `${row * factor},${(row * 7) % 5},${row % 10 ? "ok" : "bad"}`).join("\n");
    const csv = `a,b,status\n${rows(1)}\n`;
    let data = await table(csv);
    const service = new CompareService({ data: () => data, openGpu: async () => ({}) as Gpu });
    const model = { description: describeModel(PRESETS.notebook([2])), save: async () => new Uint8Array(3) };
    const id = await service.keep(model as unknown as Autoencoder, { epochs: 1 });
    expect(service.lineup()).toMatchObject({ models: [{ id, mayHaveSeen: false }], others: 0, usual: [1] });
    // The same read again is the same; without its labels, other samples are kept aside.
    data = await table(csv);
    expect(service.lineup().models.map(({ mayHaveSeen }) => mayHaveSeen)).toEqual([false]);
    data = await table(csv, { label: "none", drop: [2] });
    expect(service.lineup().models.map(({ mayHaveSeen }) => mayHaveSeen)).toEqual([true]);
    for (const other of [
      await table(csv, { scale: "columns" }),
      await table(csv.replace("a,b", "a,c")),
      await table(csv, { missing: "mean" }),
      await labelled(),
    ]) {
      data = other;
      expect(service.lineup()).toMatchObject({ models: [], others: 1 });
      await expect(service.judge({ kind: "model", id: id ?? 0 })).rejects.toThrow("learnt from other data");
      await expect(service.withThreshold(id ?? 0, 0.1)).rejects.toThrow("learnt from other data");
    }
    data = await table(csv, { scale: "columns" });
    await service.keep(model as unknown as Autoencoder, { epochs: 1 });
    data = await table(`a,b,status\n${rows(2)}\n`, { scale: "columns" });
    expect(service.lineup()).toMatchObject({ models: [], others: 2 });
  });

  it("shows the examples first, then page after page of what is judged, with its classes", async () => {
    const data = await labelled();
    const service = await serviceOf(data);
    expect(service.samples(0)).toEqual({ ...data.info.examples, pages: 4 });
    const second = service.samples(2);
    expect(second.names).toEqual(Array.from(data.validation?.labels?.subarray(10, 20) ?? [], String));
    expect(second.values).toEqual(data.validation?.data.subarray(90, 180));
    expect(service.samples(4)).toEqual(service.samples(0));
  });

  it("draws with PCA: perfectly with all components, worse with fewer", async () => {
    const data = await labelled();
    const service = await serviceOf(data);
    const judged = async (codeSize: number) => (await service.judge({ kind: "pca", codeSize })).mse;
    expect(await judged(9)).toBeLessThan(1e-12);
    expect(await judged(4)).toBeGreaterThan(await judged(8));
    const { values } = service.samples(0);
    const drawn = await service.reconstruct({ kind: "pca", codeSize: 9 }, values);
    for (const [at, value] of drawn.entries()) expect(value).toBeCloseTo((values[at] ?? 0) / 255, 5);
  });

  it("finds what is drawn worst", async () => {
    const data = await labelled();
    const { errors, labels, worst, trainedOn } = await (await serviceOf(data)).anomalies(
      { kind: "pca", codeSize: 2 },
      () => {},
    );
    const largest = errors.indexOf(Math.max(...errors));
    expect(worst.names[0]).toBe(String(labels?.[largest]));
    expect(worst.values.subarray(0, 9)).toEqual(data.validation?.data.subarray(9 * largest, 9 * largest + 9));
    expect(worst.names).toHaveLength(10);
    expect(labels).toEqual(data.validation?.labels);
    expect(trainedOn).toBeUndefined();
  });

  it("says what is wrong, and works on after that", async () => {
    const service = await serviceOf(await labelled());
    const training = { kind: "new", model: PRESETS.notebook([3, 3]), epochs: 1, batchSize: 8, normal: [7] } as const;
    await expect(service.anomalies(training, () => {})).rejects.toThrow(
      "No training sample is of a normal class. Choose at least one class.",
    );
    await expect(service.judge({ kind: "model", id: 1 })).rejects.toThrow("There is no GPU here.");
    await expect(service.judge({ kind: "pca", codeSize: 9 })).resolves.toBeDefined();
    expect(() => new CompareService({ data: () => undefined, openGpu: () => Promise.reject() }).lineup()).toThrow(
      "There are no data yet; load some in the view Train.",
    );
    const withGpu = new CompareService({ data: () => undefined, openGpu: async () => ({}) as Gpu });
    await expect(withGpu.judge({ kind: "model", id: 9 })).rejects.toThrow(
      "That model is no longer kept: only the last six are. Choose another.",
    );
  });

  it("stops a training that is still waiting for its turn before its first step", async () => {
    const data = await labelled();
    let stopped = false;
    vi.spyOn(Autoencoder, "create").mockResolvedValue({
      description: describeModel(PRESETS.notebook([3, 3])),
      async *fitEvents() {
        yield { type: "begin" };
        if (!stopped) throw new Error("It trains nevertheless.");
      },
      stopTraining: () => {
        stopped = true;
      },
      predict: async (values: Values) => ({ data: new Float32Array(values.length) }),
      save: async () => new Uint8Array(),
      dispose: () => {},
    } as unknown as Autoencoder);
    const service = new CompareService({ data: () => data, openGpu: async () => ({}) as Gpu });
    const before = service.judge({ kind: "pca", codeSize: 2 });
    const training = { kind: "new", model: PRESETS.notebook([3, 3]), epochs: 1, batchSize: 8, normal: [0] } as const;
    const found = service.anomalies(training, () => {});
    service.stop();
    await before;
    expect((await found).trainedOn).toBe(90);
    expect(stopped).toBe(true);
  });
});
