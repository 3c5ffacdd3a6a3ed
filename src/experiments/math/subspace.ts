/** Angles between the subspaces that sets of vectors span, in degrees. */
import { ArgumentError } from "../../errors.js";

type Vectors = readonly Float64Array[];

/**
 * Vectors of length 1 at right angles to each other that span what the given ones span: Gram-Schmidt, twice, which makes
 * them orthogonal to the last digits ("twice is enough", Kahan and Parlett).
 * @throws {ArgumentError} when a vector depends on those before it
 */
export function orthonormalBasis(vectors: Vectors): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const [index, vector] of vectors.entries()) {
    const rest = Float64Array.from(vector);
    for (const _ of ["once", "twice"]) {
      for (const direction of basis) addMultiple(rest, -dot(rest, direction), direction);
    }
    const length = Math.sqrt(dot(rest, rest));
    if (!(length > 1e-10 * Math.sqrt(dot(vector, vector)))) {
      throw new ArgumentError(
        `Vector ${index} depends on those before it: they span no subspace of ${vectors.length}.`,
      );
    }
    basis.push(rest.map((value) => value / length));
  }
  return basis;
}

/**
 * Principal angles between two subspaces of the same dimension, the smallest first (Björck and Golub, 1973): all 0 where
 * they are the same, 90 in a direction of the one that the other has nothing of. Exact to about 1e-6 degrees.
 * @param a @param b orthonormal bases
 */
export async function principalAngles(a: Vectors, b: Vectors): Promise<number[]> {
  const { Matrix, SingularValueDecomposition } = await import("ml-matrix");
  const products = new Matrix(a.map((row) => b.map((column) => dot(row, column))));
  const { diagonal } = new SingularValueDecomposition(products);
  return diagonal.map(angleOf).sort((one, other) => one - other);
}

/** How far each direction (of length 1) rises out of the subspace: its angle to its projection. */
export function anglesToSubspace(directions: Vectors, basis: Vectors): number[] {
  return directions.map((direction) => angleOf(Math.hypot(...basis.map((vector) => dot(vector, direction)))));
}

function angleOf(cosine: number): number {
  return (Math.acos(Math.min(1, cosine)) * 180) / Math.PI;
}

function addMultiple(vector: Float64Array, factor: number, other: Float64Array): void {
  for (let index = 0; index < vector.length; index++)
    vector[index] = (vector[index] ?? 0) + factor * (other[index] ?? 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
