import { describePlan, kernelSource, type PlanRow } from "../../index.js";
import type { PlanRequest } from "./protocol.js";

/** What the GPU would be told to do: known without one, and without data. */
export class Plans {
  async plan({ model, ...settings }: PlanRequest): Promise<PlanRow[]> {
    return describePlan(model, settings);
  }

  async source(kernel: string): Promise<string> {
    return kernelSource(kernel);
  }
}
