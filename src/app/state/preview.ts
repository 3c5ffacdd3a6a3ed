import type { DataInfo } from "../worker/protocol.js";
import type { Given, Shot, StageSamples } from "../worker/stage-protocol.js";

/** A trained model and samples that the page comes with. */
export interface Preview {
  readonly data: DataInfo;
  readonly samples: StageSamples;
  readonly shotOf: (given: Given) => Shot | undefined;
}

export async function loadPreview(): Promise<Preview | undefined> {
  return undefined;
}
