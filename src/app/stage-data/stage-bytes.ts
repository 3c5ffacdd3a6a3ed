import { DataError } from "../../index.js";
import digitsAddress from "./digits.bin?url";
import modelAddress from "./model.bin?url";

/** The stage's files as they are served: its model, and its digits with their codes. */
export type StageBytes = readonly [model: Uint8Array<ArrayBuffer>, digits: Uint8Array<ArrayBuffer>];

let loading: Promise<StageBytes> | undefined;

/**
 * Fetches them, some 300 KB, once: what reads them may come later.
 * @throws {DataError} when one cannot be had
 */
export function stageBytes(): Promise<StageBytes> {
  loading ??= Promise.all([fetched(modelAddress), fetched(digitsAddress)]);
  // Another time there may be a network.
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

async function fetched(address: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw new DataError(`${address} could not be fetched: the page's stage is empty without it. Reload the page.`, {
      cause,
    });
  }
}
