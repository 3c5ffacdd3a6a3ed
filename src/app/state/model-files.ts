import type { GivenFile } from "../worker/protocol.js";
import type { Store } from "./store.js";

/** Opens a model's files; what opens them is fetched with the shelf. */
export async function openModel(store: Store, files: readonly GivenFile[]): Promise<void> {
  const { Shelf } = await import("./shelf.js");
  await store.part(Shelf).openFiles(files);
}
