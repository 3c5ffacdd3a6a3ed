import type { EpochLoss } from "./run.js";
import { Part, type Store } from "./store.js";

/** A loss curve of the shelf, beside the run's own. */
export interface EarlierLosses {
  readonly name: string;
  readonly losses: readonly EpochLoss[];
}

/** Losses of earlier runs that are to stand in the chart: a part of its own, for the chart is there before the shelf is. */
export class Earlier extends Part<{ readonly curves: readonly EarlierLosses[] }> {
  constructor(store: Store) {
    super(store, { curves: [] });
  }

  show(curves: readonly EarlierLosses[]): void {
    const { curves: before } = this.state;
    if (curves.length !== before.length || curves.some((curve, at) => curve !== before[at])) this.set({ curves });
  }
}
