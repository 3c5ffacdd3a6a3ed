import { ArgumentError, DataError, shown } from "../errors.js";

/**
 * The value below which a share of the values lies, by NumPy's default method, "linear": between the two values nearest in
 * rank, in proportion.
 * @param share from 0, the smallest value, to 1, the largest
 * @throws {ArgumentError} for a share outside 0…1, {@link DataError} where there are no values or one is not a number
 */
export function quantile(values: ArrayLike<number>, share: number): number {
  if (!(share >= 0 && share <= 1)) throw new ArgumentError(`A quantile lies between 0 and 1; got ${shown(share)}.`);
  const sorted = Float64Array.from(values).sort();
  const [smallest, largest] = [sorted[0], sorted[sorted.length - 1]];
  if (smallest === undefined || largest === undefined)
    throw new DataError("No values have no quantile: give at least one.");
  // NaN sorts to the end.
  if (Number.isNaN(largest))
    throw new DataError("A quantile needs numbers, and one of the values is NaN. Leave it out.");
  const rank = share * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? smallest;
  const high = sorted[Math.ceil(rank)] ?? largest;
  const part = rank - Math.floor(rank);
  // From the nearer of the two, as NumPy does, so that either is met exactly.
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}
