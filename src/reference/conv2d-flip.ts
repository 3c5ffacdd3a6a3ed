import { bound, numberOf, type Twin } from "./twin.js";

/** Twin of `conv2d-flip`, which is exact. */
export const conv2dFlip: Twin = ({ reals, params }) => {
  const w = bound(reals, "w");
  const v = bound(reals, "v");
  const places = numberOf(params, "places");
  const inChannels = numberOf(params, "in_channels");
  const outChannels = numberOf(params, "out_channels");
  for (let place = 0; place < places; place++) {
    for (let c = 0; c < inChannels; c++) {
      for (let o = 0; o < outChannels; o++) {
        const from = (place * inChannels + c) * outChannels + o;
        v[((places - 1 - place) * outChannels + o) * inChannels + c] = w[from] as number;
      }
    }
  }
};
