/** What the page and its worker say to each other: plain data, typed. */
export type ToWorker =
  | {
      readonly type: "train";
      readonly samples: Float32Array<ArrayBuffer>;
      readonly width: number;
      readonly epochs: number;
    }
  | { readonly type: "stop" };

export type FromWorker =
  | { readonly type: "epoch"; readonly epoch: number; readonly loss: number }
  | { readonly type: "done"; readonly model: Uint8Array; readonly stopped: boolean }
  | { readonly type: "error"; readonly message: string };
