import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compactModel, expandedModel } from "../../src/app/compact/compact-model.js";
import { deflated, inflated } from "../../src/app/compact/deflate.js";
import { splitWeights, withWeights } from "../../src/app/compact/link-fragment.js";
import { linkedModel, linkText } from "../../src/app/compact/model-link.js";
import { SmallModel } from "../../src/app/stage-data/small-model.js";
import {
  Autoencoder,
  adam,
  conv2d,
  type DescriptionOptions,
  decodeSafetensors,
  dense,
  describeFile,
  FormatError,
  flatten,
  IsthmusError,
  PRESETS,
  requestCpu,
  reshape,
  sampling,
} from "../../src/index.js";

const runs = (usual: number) => ({ numRuns: Number(process.env.RUNS ?? usual) });

const modelOf = async (options: DescriptionOptions) => Autoencoder.create({ ...options, gpu: await requestCpu() });
const fileOf = async (options: DescriptionOptions, state = {}) => (await modelOf(options)).save(state);

const SMALL: DescriptionOptions = {
  input: 6,
  encoder: [dense(5, { activation: "elu" }), sampling(2)],
  decoder: [dense(6, { activation: "sigmoid" })],
  optimizer: adam(),
};
const small = await fileOf(SMALL);

describe("a compact model", () => {
  it("has biases as they were, and each weight within half a step of its column", async () => {
    const images = {
      input: [4, 4, 1],
      encoder: [conv2d(3, 3), flatten(), dense(2)],
      decoder: [dense(16), reshape([4, 4, 1])],
    };
    for (const options of [SMALL, images]) {
      const ae = await modelOf(options);
      const weights = await ae.getWeights();
      for (const [name, { data }] of Object.entries(weights)) if (name.endsWith("bias")) data.fill(1 / 3);
      // A column of zeros, and one whose largest weight is negative.
      const [kernel] = Object.values(weights);
      const units = kernel?.shape.at(-1) ?? 1;
      for (let at = 0; at < (kernel?.data.length ?? 0); at += units) kernel?.data.fill(0, at, at + 1);
      kernel?.data.fill(-7, 1, 2);
      await ae.setWeights(weights);
      const file = await ae.save();
      const restored = expandedModel(compactModel(file));
      expect(describeFile(restored)).toEqual(describeFile(file));
      const { tensors } = decodeSafetensors(restored);
      expect(Object.keys(tensors)).toEqual(Object.keys(weights));
      for (const [name, { shape, data }] of Object.entries(weights)) {
        const got = tensors[name]?.data ?? new Float32Array();
        if (shape.length < 2) {
          expect(got).toEqual(data);
          continue;
        }
        const columns = shape.at(-1) ?? 1;
        const largest = Array.from({ length: columns }, (_, column) =>
          Math.max(
            ...Array.from(data)
              .filter((_, at) => at % columns === column)
              .map(Math.abs),
          ),
        );
        // Half a step, and three roundings to 32 bits on the way of a value of at most the column's largest.
        for (const [at, value] of data.entries()) {
          const most = largest[at % columns] ?? 0;
          expect(Math.abs((got[at] ?? Number.NaN) - value)).toBeLessThanOrEqual(most / 127 / 2 + 3 * 2 ** -24 * most);
        }
      }
    }
  });

  it("leaves out the optimizer's state", async () => {
    const ae = await modelOf(SMALL);
    await ae.fit(new Float32Array(60).fill(0.5), { epochs: 1 });
    expect(compactModel(await ae.save({ optimizer: true }))).toEqual(compactModel(await ae.save()));
  });

  it("is made of models' files only", () => {
    expect(() => compactModel(new Uint8Array(3))).toThrow(FormatError);
  });
});

describe("a link's model", () => {
  it("comes back as a file, the notebook's too", async () => {
    for (const file of [small, await fileOf(PRESETS.notebook())]) {
      const text = await linkText(file);
      expect(text).toMatch(/^[\w-]+$/);
      expect(await linkedModel(text ?? "")).toEqual({ file: expandedModel(compactModel(file)) });
    }
  });

  it("is none where it would be too long", async () => {
    expect(await linkText(await fileOf(PRESETS.deep()))).toBeUndefined();
    expect(await linkText(await fileOf({ ...SMALL, input: 5000, decoder: [dense(5000)] }))).toBeDefined();
    expect(await linkedModel("A".repeat(2 ** 17 + 1))).toEqual({ problem: expect.stringContaining("too many") });
  });

  it("answers any text in words, or with a sound model", async () => {
    const text = (await linkText(small)) ?? "";
    const changed = fc
      .tuple(fc.nat(text.length - 1), fc.constantFrom("A", "_", "z", ""), fc.nat(text.length))
      .map(([at, character, cut]) => (text.slice(0, at) + character + text.slice(at + 1)).slice(0, cut || undefined));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), changed), async (given) => {
        const read = await linkedModel(given);
        if ("file" in read) expect(describeFile(read.file).description.encoder.length).toBeGreaterThan(0);
        else expect(read.problem.length).toBeGreaterThan(20);
      }),
      runs(200),
    );
  });

  it("answers any bytes that come of one likewise", async () => {
    const compact = compactModel(small);
    const length = new DataView(compact.buffer).getUint32(0, true);
    const headers = fc.oneof(
      fc.json(),
      fc.constantFrom(
        '{"version":2}',
        '{"version":1,"tensors":[["a",[1e300]]]}',
        '{"version":1,"tensors":[["a",[2147483647,2147483647]]]}',
        '{"version":1,"tensors":[["__proto__",[1]]]}',
        '{"version":1,"tensors":[],"description":{"input":1}}',
        `{"version":1,"tensors":${"[".repeat(10_000)}`,
      ),
    );
    const changed = fc.tuple(fc.nat(compact.length - 1), fc.nat(255), fc.nat(compact.length)).map(([at, byte, end]) => {
      const bytes = compact.slice(0, end || undefined);
      bytes[at] = byte;
      return bytes;
    });
    const withHeader = headers.map((json) => {
      const header = new TextEncoder().encode(json);
      const bytes = new Uint8Array(4 + header.length + compact.length - 4 - length);
      new DataView(bytes.buffer).setUint32(0, header.length, true);
      bytes.set(header, 4);
      bytes.set(compact.subarray(4 + length), 4 + header.length);
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), changed, withHeader), (bytes) => {
        try {
          describeFile(expandedModel(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(IsthmusError);
        }
      }),
      runs(300),
    );
  });

  it("of few bytes that would become many is given up", async () => {
    const bomb = await deflated(new Uint8Array(2 ** 25));
    expect(bomb.length).toBeLessThan(2 ** 16);
    expect(await inflated(bomb, 2 ** 20)).toBeUndefined();
    const text = Buffer.from(bomb).toString("base64url");
    expect(await linkedModel(text)).toEqual({ problem: expect.stringContaining("damaged") });
  });
});

describe("a fragment with a model", () => {
  it("comes apart as it was put together", () => {
    const text = fc.stringMatching(/^[\w-]+$/);
    const fragments = fc.constantFrom(
      "",
      "#/train",
      "#/train?model=deep",
      "#/train?model=deep&epochs=2",
      "#/?encoder=%5B%5D",
    );
    fc.assert(
      fc.property(fragments, text, (fragment, given) => {
        expect(splitWeights(withWeights(fragment, given))).toEqual({ fragment, text: given });
      }),
      runs(200),
    );
  });

  it("may be any text, and has settings alone where it has no model", () => {
    fc.assert(
      fc.property(fc.string(), (fragment) => {
        const split = splitWeights(fragment);
        if (split.text === undefined) expect(split.fragment).toBe(fragment);
      }),
      runs(300),
    );
    expect(splitWeights("#/train?weights=a&epochs=2&weights=b")).toEqual({ fragment: "#/train?epochs=2", text: "a" });
    expect(splitWeights("#/train?weights=")).toEqual({ fragment: "#/train", text: "" });
  });
});

describe("a small model", () => {
  /** Sums of a few terms below one in 32 bits, in two orders, through slopes of at most one: some roundings of 2⁻²⁴ each. */
  it("computes what the library does", async () => {
    const activations = ["linear", "relu", "elu", "sigmoid", "tanh"] as const;
    const ae = await modelOf({
      input: 12,
      encoder: [...activations.map((activation) => dense(7, { activation })), sampling(2)],
      decoder: [dense(9, { activation: "tanh" }), dense(12, { activation: "sigmoid", useBias: false })],
      optimizer: adam(),
    });
    const model = new SmallModel(ae.description, await ae.getWeights());
    const bytes = Uint8Array.from({ length: 12 * 5 }, (_, at) => (at * 89) % 256);
    const pairs = [
      [model.encode(bytes), (await ae.encode(bytes)).data],
      [model.reconstruct(bytes), (await ae.predict(bytes)).data],
      [model.decode(Float32Array.of(0.5, -2)), (await ae.decode(Float32Array.of(0.5, -2))).data],
    ] as const;
    for (const [ours, theirs] of pairs) {
      expect(ours.length).toBe(theirs.length);
      for (const [at, value] of ours.entries()) expect(Math.abs(value - (theirs[at] ?? Number.NaN))).toBeLessThan(2e-6);
    }
    expect([model.inputs, model.codeSize]).toEqual([12, 2]);
  });

  it("refuses what it cannot", async () => {
    expect(() => new SmallModel({ encoder: [conv2d(3, 3)], decoder: [] }, {})).toThrow("conv2d layer");
    const leaky = { encoder: [dense(2, { activation: "leakyRelu" })], decoder: [dense(2)] };
    const kernel = { shape: [2, 2], data: new Float32Array(4) };
    expect(() => new SmallModel(leaky, { "encoder.0.kernel": kernel })).toThrow("leakyRelu");
    expect(() => new SmallModel(leaky, {})).toThrow("missing");
    const plain = { encoder: [dense(2)], decoder: [dense(2)] };
    const model = new SmallModel(plain, { "encoder.0.kernel": kernel, "decoder.0.kernel": kernel });
    expect(() => model.encode(new Float32Array(3))).toThrow("rows of 2");
  });
});
