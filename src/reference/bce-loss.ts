import { bceLossOf } from "./bce.js";
import { rowLoss } from "./row-loss.js";

/** Twin of `bce-loss`, value by value as `bceLossOf`. */
export const bceLoss = rowLoss(
  ({ FROM_LOGITS }) =>
    (y, t) =>
      bceLossOf(y, t, Boolean(FROM_LOGITS)),
);
