import { bceGradient } from "./bce-gradient.js";
import { bceLoss } from "./bce-loss.js";
import { mseGradient } from "./mse-gradient.js";
import { mseLoss } from "./mse-loss.js";
import { numberOf, type Twin } from "./twin.js";

/** Twin of `loss-and-gradient`: the twins of the two kernels that it joins, one after the other. */
export const lossAndGradient: Twin = (call, bounds) => {
  const { params, constants } = call;
  const count = numberOf(params, "rows") * numberOf(params, "size");
  const [loss, gradient] = constants.MEAN_SQUARED ? [mseLoss, mseGradient] : [bceLoss, bceGradient];
  loss(call, bounds);
  gradient({ ...call, params: { ...params, count } }, bounds);
};
