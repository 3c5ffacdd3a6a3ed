import { readError } from "./half.js";
import { bound, numberOf, type Twin } from "./twin.js";

/** Twin of `conv2d-flip`, which is exact, but for what reading f16 loses. */
export const conv2dFlip: Twin = ({ reals, params, constants }, bounds) => {
  const w = bound(reals, "w");
  const v = bound(reals, "v");
  const places = numberOf(params, "places");
  const inChannels = numberOf(params, "in_channels");
  const outChannels = numberOf(params, "out_channels");
  for (let place = 0; place < places; place++) {
    for (let c = 0; c < inChannels; c++) {
      for (let o = 0; o < outChannels; o++) {
        const from = (place * inChannels + c) * outChannels + o;
        const to = ((places - 1 - place) * outChannels + o) * inChannels + c;
        v[to] = w[from] as number;
        if (bounds?.v) bounds.v[to] = readError(constants.HALF_W, w[from] as number);
      }
    }
  }
};
