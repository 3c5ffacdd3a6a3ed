import { expose } from "comlink";
import { type MapMaker, pcaMap, umapMap } from "./maps.js";

// In a worker of its own: it can be ended in the middle, and training does not wait for it.
expose({ pca: pcaMap, umap: umapMap } satisfies MapMaker);
