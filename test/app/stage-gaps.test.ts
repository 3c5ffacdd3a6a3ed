import { expect, it } from "vitest";
import { AS_FOUND } from "../../src/app/state/reading.js";
import { Stage, type StageState } from "../../src/app/state/stage.js";
import { Store } from "../../src/app/state/store.js";
import { dataFrom } from "../../src/app/worker/own-data.js";
import { StageService } from "../../src/app/worker/stage-service.js";

/** A stage that is told what stands there. */
class Told extends Stage {
  tell(state: Partial<StageState>): void {
    this.set(state);
  }
}

it("the stage knows which values of the sample at the left are missing", async () => {
  const text = `a,b\n${Array.from({ length: 8 }, (_, row) => `${row === 3 ? "" : row / 8},${row / 10}`).join("\n")}\n`;
  const files = [{ file: new File([text], "t.csv"), path: "t.csv" }];
  const data = await dataFrom(files, { ...AS_FOUND, missing: "mask" }, () => {});
  const service = new StageService(
    { openGpu: () => Promise.reject(), data: () => data },
    { model: () => undefined, save: async () => undefined },
  );
  const stage = new Store().part(Told);
  stage.tell({ data: data.info, samples: await service.samples(1000) });
  const known = (index: number) => {
    stage.choose({ kind: "sample", index });
    return [...(stage.known ?? [])];
  };
  expect([known(2), known(3), known(4)]).toEqual([
    [1, 1],
    [0, 1],
    [1, 1],
  ]);
  // With noise it is the same sample.
  stage.choose({ kind: "sample", index: 3, values: new Float32Array(2) });
  expect([...(stage.known ?? [])]).toEqual([0, 1]);
  stage.choose({ kind: "place", at: [0, 0] });
  expect(stage.known).toBeUndefined();
});
