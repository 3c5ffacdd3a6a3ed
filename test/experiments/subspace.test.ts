import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anglesToSubspace, orthonormalBasis, principalAngles } from "../../src/experiments/math/subspace.js";

const rows = (...vectors: number[][]) => vectors.map((vector) => Float64Array.from(vector));

describe("angles between subspaces", () => {
  it("are SciPy's", async () => {
    // scipy.linalg.subspace_angles of SciPy 1.17, for these very vectors.
    const a = orthonormalBasis(rows([1, 2, 0, 1], [0, 1, 1, 3]));
    const b = orthonormalBasis(rows([1, 0, 1, 1], [2, 1, 0, 3]));
    const [small, large] = await principalAngles(a, b);
    expect(small).toBeCloseTo(28.98176377, 6);
    expect(large).toBeCloseTo(69.73272624, 6);
  });

  it("are 0 for another basis of the same plane, 90 where one has nothing of the other", async () => {
    const plane = orthonormalBasis(rows([1, 2, 3, 4], [0, 1, 0, 1]));
    const turned = orthonormalBasis(rows([1, 3, 3, 5], [2, 3, 6, 7]));
    for (const angle of await principalAngles(plane, turned)) expect(angle).toBeLessThan(3e-6);
    const [aside] = await principalAngles(rows([1, 0, 0]), rows([0, 0, 1]));
    expect(aside).toBeCloseTo(90, 10);
  });

  it("of a direction: 0 in the plane, 45 half out of it, 90 across", () => {
    const plane = rows([1, 0, 0], [0, 1, 0]);
    const [inside, half, across] = anglesToSubspace(
      rows([0.6, 0.8, 0], [Math.SQRT1_2, 0, Math.SQRT1_2], [0, 0, 1]),
      plane,
    );
    expect(inside).toBeCloseTo(0, 5);
    expect(half).toBeCloseTo(45, 10);
    expect(across).toBe(90);
  });
});

describe("orthonormalBasis", () => {
  it("is orthonormal to the last digits even for vectors that almost agree", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }), (noise) => {
        const first = Float64Array.from({ length: 6 }, (_, index) => index + 1);
        const second = first.map((value, index) => value + 1e-6 * (noise[index] ?? 0) + (index === 0 ? 1e-5 : 0));
        const [a, b] = orthonormalBasis([first, second]);
        expect(Math.abs(a?.reduce((sum, value, index) => sum + value * (b?.[index] ?? 0), 0) ?? 1)).toBeLessThan(1e-14);
      }),
    );
  });

  it("refuses vectors that depend on each other", () => {
    expect(() => orthonormalBasis(rows([1, 2], [2, 4]))).toThrow("Vector 1 depends on those before it");
    expect(() => orthonormalBasis(rows([0, 0]))).toThrow("Vector 0 depends on those before it");
  });
});
