import * as tf from "@tensorflow/tfjs";
import type { ExportedFile } from "../../src/exchange/saved-model.js";

await tf.setBackend("cpu");

/** Loads a layers model from its files, as over HTTP. */
export async function loadTfjs(files: readonly ExportedFile[]): Promise<tf.LayersModel> {
  const bytesOf = (name: string) => files.find((file) => file.name === name)?.bytes ?? new Uint8Array();
  const json = JSON.parse(new TextDecoder().decode(bytesOf("model.json"))) as tf.io.ModelJSON;
  return tf.loadLayersModel({
    load: () =>
      tf.io.getModelArtifactsForJSON(json, async (manifest) => {
        const [group] = manifest;
        return [group?.weights ?? [], bytesOf(group?.paths[0] ?? "").slice().buffer as ArrayBuffer];
      }),
  });
}

/** The files that TensorFlow.js writes of a model. */
export async function savedTfjs(model: tf.LayersModel): Promise<ExportedFile[]> {
  let files: ExportedFile[] = [];
  await model.save({
    save: async (artifacts) => {
      const { weightData, weightSpecs, ...rest } = artifacts;
      const data = tf.io.CompositeArrayBuffer.join(weightData);
      const manifest = [{ paths: ["group1-shard1of1.bin"], weights: weightSpecs ?? [] }];
      const json = JSON.stringify({ ...rest, weightsManifest: manifest });
      files = [
        { name: "model.json", bytes: new TextEncoder().encode(json) },
        { name: "group1-shard1of1.bin", bytes: new Uint8Array(data) },
      ];
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    },
  });
  return files;
}

/** A model's outputs, one after another. */
export function predictTfjs(model: tf.LayersModel, samples: Float32Array, shape: readonly number[]): Float32Array[] {
  return tf.tidy(() => {
    const rows = samples.length / shape.reduce((product, length) => product * length, 1);
    const outputs = model.predict(tf.tensor(samples, [rows, ...shape]));
    return [outputs].flat().map((output) => output.dataSync() as Float32Array);
  });
}

/** Frees a model's weights. */
export const disposeTfjs = (model: tf.LayersModel) => model.dispose();

export { tf };
