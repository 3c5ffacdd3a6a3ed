import { IsthmusError } from "../../errors.js";
import { errorOf, failureOf } from "../failures.js";
import type { Runtime } from "../runtime.js";

export interface BenchOptions {
  /** Turns a contender takes at each workload. */
  readonly rounds: number;
  /** Contenders, by the beginnings of their names; default all. */
  readonly only?: readonly string[];
  /** Whether other libraries take part. */
  readonly peers: boolean;
  /** Matrix products instead of training. */
  readonly matmul: boolean;
  /** Less of everything, to see that it works. */
  readonly quick: boolean;
  /** In Node, without the other libraries: they need a page. */
  readonly runtime: Runtime;
  readonly software: boolean;
  readonly json: boolean;
}

/** What the benchmark exports to this command. */
interface BenchModule {
  bench(options: BenchOptions): Promise<number>;
}

/** The benchmark is not here: it is not part of the published package. */
export class BenchMissingError extends IsthmusError {
  override name = "BenchMissingError";
}

/** Built by `npm run build:bench`, beside the command line. */
const BENCH = new URL("../bench/main.js", import.meta.url);

/**
 * `isthmus bench`: measures Isthmus beside the libraries that users could take instead. Those are no dependencies of
 * Isthmus, so that the benchmark is built on its own, and runs in a checkout only. Returns the exit code: 1 when our
 * own results are wrong or missing.
 */
export async function bench(options: BenchOptions): Promise<number> {
  const { bench } = await load();
  try {
    return await bench(options);
  } catch (error) {
    throw errorOf(failureOf(error)); // being built on its own, it has classes of its own by the same names
  }
}

async function load(): Promise<BenchModule> {
  try {
    return await import(/* @vite-ignore */ BENCH.href);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new BenchMissingError(
      "The benchmark is not part of the published package. Run it in a checkout of Isthmus: npm ci && npm run bench.",
      { cause },
    );
  }
}
