import { normalizedRow } from "./layer-normalization.js";
import { bound, ERROR, numberOf, TINY, type Twin, U } from "./twin.js";

/**
 * Twin of `layer-normalization-gradient`: dx = s · (g − mean g − n · mean (g · n)) with g = dy · gamma, and dn = dy · n.
 *
 * Bound, with those of s and n from {@link normalizedRow}: g is rounded. Each mean sums `size` terms that are rounded or off
 * themselves, and divides; of g · n the error of n counts as well. The product with n has its factors' errors and a rounding, the two
 * differences and the product with s have one each. Where bounds are multiplied, their own products are kept: rows whose values lie
 * much closer to each other than to 0 have large ones.
 */
export const layerNormalizationGradient: Twin = ({ reals, params, constants }, bounds) => {
  const [x, dy, dx, dn] = [bound(reals, "x"), bound(reals, "dy"), bound(reals, "dx"), bound(reals, "dn")];
  const gamma = constants.HAS_GAMMA ? bound(reals, "gamma") : undefined;
  const size = numberOf(params, "size");
  for (let r = 0; r < numberOf(params, "rows"); r++) {
    const first = r * size;
    const { n, scale, scaleError, nError } = normalizedRow(x.slice(first, first + size), numberOf(params, "epsilon"));
    const g = Float64Array.from(n, (_, j) => (dy[first + j] as number) * (gamma?.[j] ?? 1));
    const sums = { g: 0, gn: 0, absoluteG: 0, absoluteGn: 0, ofN: 0 };
    for (let j = 0; j < size; j++) {
      const [gj, nj, off] = [g[j] as number, n[j] as number, nError[j] as number];
      sums.g += gj;
      sums.gn += gj * nj;
      sums.absoluteG += Math.abs(gj);
      sums.absoluteGn += Math.abs(gj) * (Math.abs(nj) + off);
      sums.ofN += Math.abs(gj) * off;
    }
    const [mean, along] = [sums.g / size, sums.gn / size];
    const meanError = ((size + 1 + ERROR.division) * U * sums.absoluteG) / size + TINY;
    const alongError = ((size + 2 + ERROR.division) * U * sums.absoluteGn + sums.ofN) / size + TINY;
    for (let j = 0; j < size; j++) {
      const [gj, nj, off] = [g[j] as number, n[j] as number, nError[j] as number];
      const inner = gj - mean - nj * along;
      dx[first + j] = scale * inner;
      dn[first + j] = (dy[first + j] as number) * nj;
      if (bounds?.dx) {
        const product = (Math.abs(nj) + off) * (Math.abs(along) + alongError);
        const ofProduct = Math.abs(nj) * alongError + off * (Math.abs(along) + alongError);
        const terms = Math.abs(gj) + Math.abs(mean) + meanError + product;
        const innerError = meanError + ofProduct + 3 * U * terms;
        const factors = scale * innerError + scaleError * (Math.abs(inner) + innerError);
        bounds.dx[first + j] = factors + U * (scale * Math.abs(inner) + factors) + TINY * (1 + scale);
      }
      if (bounds?.dn) {
        const size = Math.abs(dy[first + j] as number);
        bounds.dn[first + j] = size * off + U * size * (Math.abs(nj) + off) + TINY;
      }
    }
  }
};
