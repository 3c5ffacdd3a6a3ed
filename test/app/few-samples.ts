import type { DataInfo } from "../../src/app/worker/protocol.js";

/** What a worker tells of a visitor's small table, to tests of what follows from that. */
export const FEW_SAMPLES: DataInfo = {
  mnist: false,
  name: "few.csv",
  shape: [4],
  count: 9,
  validationCount: 0,
  labelled: false,
  range: [0, 1],
  examples: { names: ["sample 1"], values: new Float32Array(4) },
};
