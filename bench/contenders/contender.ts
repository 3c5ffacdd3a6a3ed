import type { Product } from "../product.js";
import type { Work } from "../work.js";

/** Some work under way, with everything that belongs to it. */
export interface Run {
  /**
   * Does the next `count` units of the work (training steps, predictions, products), and resolves when the last one's
   * result is on the CPU.
   * @returns a number that tells whether the work was done right: the loss of the last step, before its update; the
   *   error of the prediction; the last element of the product
   */
  step(count: number): Promise<number>;
  dispose(): void;
}

/** A library, on one backend or at one level. */
export interface Contender {
  /** @throws when this work cannot be done here, saying why */
  prepare(work: Work): Promise<Run>;
  /** @throws when it has no such product, saying why */
  prepareProduct(product: Product): Promise<Run>;
}
