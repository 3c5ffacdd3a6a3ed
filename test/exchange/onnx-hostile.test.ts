import { expect, test } from "vitest";
import { encodeOnnx } from "../../src/exchange/onnx/encode.js";
import { onnxModelOf } from "../../src/exchange/onnx/graph.js";
import { onnx } from "../../src/exchange/onnx/onnx.js";
import { floatTensor } from "../../src/exchange/onnx/schema.js";
import { dense } from "../../src/layers/dense.js";
import { describe as describeModel } from "../../src/model/description.js";
import { savedModel } from "./saved-models.js";

const read = (bytes: Uint8Array) => onnx.read?.([{ name: "model.onnx", bytes }]) ?? Promise.reject();
const small = savedModel(
  describeModel({ input: 4, encoder: [dense(2, { activation: "relu" })], decoder: [dense(4)] }),
  1,
);
const own = onnxModelOf(small, "autoencoder");
test("weights that many nodes share do not make a large model of a small file", async () => {
  const wide = 1500;
  const shared = floatTensor("w", { shape: [wide, wide], data: new Float32Array(wide * wide) });
  const nodes = Array.from({ length: 200 }, (_, index) => ({
    op: "MatMul",
    name: "",
    inputs: [index === 0 ? "x" : `v${index - 1}`, "w"],
    outputs: [index === 199 ? "y" : `v${index}`],
    attributes: {},
    domain: "",
  }));
  const value = (name: string) => ({ name, type: 1, dims: [{ length: "batch" }, { length: wide }] });
  const graph = { nodes, initializers: [shared], inputs: [value("x")], outputs: [value("y")] };
  await expect(read(encodeOnnx({ irVersion: 8, opset: 17, graph, metadata: {} }))).rejects.toThrow("too many places");
});

test("lengths beyond the file are refused before anything is made", async () => {
  const graph = {
    ...own.graph,
    initializers: own.graph.initializers.map((tensor) => ({ ...tensor, dims: [2 ** 40, 2] })),
  };
  await expect(read(encodeOnnx({ ...own, graph }))).rejects.toThrow(
    "of shape [1099511627776, 2], 8796093022208 bytes, with",
  );
});
