import { DataError, type Gpu } from "../../index.js";
import type { LoadedData } from "./data.js";

/** What the services of the page's views work with. */
export interface Place {
  /** The GPU in use. @throws {GpuUnavailableError} */
  readonly openGpu: () => Promise<Gpu>;
  /** The data in use. */
  readonly data: () => LoadedData | undefined;
}

/** @throws {DataError} while there are no data */
export function dataIn({ data }: Place): LoadedData {
  const loaded = data();
  if (!loaded) throw new DataError("There are no data yet; load some in the view Train.");
  return loaded;
}
