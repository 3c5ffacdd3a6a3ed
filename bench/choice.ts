/** What a run does, and who takes part in it. */
import { ArgumentError } from "../src/errors.js";
import { CONTENDERS, type Entry } from "./contenders/names.js";
import { idOf, PRODUCTS, type Product } from "./product.js";
import type { BenchSettings } from "./report.js";
import { QUICK_WORKLOADS, WORKLOADS, type Workload } from "./work.js";

export interface Choice {
  readonly entries: readonly Entry[];
  /** One of these two lists is empty. */
  readonly workloads: readonly Workload[];
  readonly products: readonly Product[];
}

/**
 * `only` has the beginnings of names, of contenders or of what they do; where it names none of a kind, all of that kind
 * remain. Contenders made for GPUs take part on a software adapter only where their whole name is in `only`.
 * @param software whether the adapter is one
 * @throws {ArgumentError} when one of them is the beginning of nothing, or nobody remains
 */
export function choose(
  settings: Pick<BenchSettings, "only" | "peers" | "quick" | "matmul">,
  software: boolean,
): Choice {
  const { only, peers, quick, matmul } = settings;
  const workloads = matmul ? [] : quick ? QUICK_WORKLOADS : WORKLOADS;
  const products = !matmul ? [] : quick ? PRODUCTS.slice(0, 1) : PRODUCTS;
  const people = CONTENDERS.map(({ name }) => name);
  const tasks = [...workloads.map(({ id }) => id), ...products.map(idOf)];
  const stray = only?.find((begin) => ![...people, ...tasks].some((name) => name.startsWith(begin)));
  const entries = named(CONTENDERS, ({ name }) => name, only).filter(
    ({ name, role, forGpus }) =>
      (peers || role !== "peer") &&
      (!software || !forGpus || only?.includes(name)) &&
      // Products alone have no form of their own in f16.
      (!matmul || role !== "mixed"),
  );
  if (stray !== undefined || entries.length === 0) {
    throw new ArgumentError(
      `${stray === undefined ? "Nobody is left with these options" : `Nothing here begins with "${stray}"`}. The contenders are ` +
        `${people.join(", ")}; what they do is ${tasks.join(", ")}. Give the beginnings of some.`,
    );
  }
  return { entries, workloads: named(workloads, ({ id }) => id, only), products: named(products, idOf, only) };
}

function named<T>(all: readonly T[], nameOf: (item: T) => string, only: readonly string[] = []): readonly T[] {
  const some = all.filter((item) => only.some((begin) => nameOf(item).startsWith(begin)));
  return some.length > 0 ? some : all;
}
