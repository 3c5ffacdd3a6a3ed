import { loadStage } from "../stage-data/stage.js";
import type { DataInfo } from "../worker/protocol.js";
import type { Given, Shot, StageSamples } from "../worker/stage-protocol.js";

/** A trained model and samples that the page comes with. */
export interface Preview {
  readonly data: DataInfo;
  readonly samples: StageSamples;
  readonly shotOf: (given: Given) => Shot;
}

/** @throws {DataError} when it cannot be fetched */
export async function loadPreview(): Promise<Preview> {
  const { model, digits, codes } = await loadStage();
  const { count, labels, pixels: values } = digits;
  const data: DataInfo = {
    mnist: true,
    name: "MNIST",
    shape: [28, 28],
    count: 0,
    validationCount: 0,
    labelled: true,
    range: [0, 1],
    examples: { names: [], values: new Uint8Array() },
  };
  return {
    data,
    samples: { count, values, labels },
    shotOf: (given) => {
      const code = "code" in given ? given.code : model.encode(given.values);
      return { size: model.codeSize, codes, code, output: model.decode(code) };
    },
  };
}
