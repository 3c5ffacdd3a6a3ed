import { bceSlopeOf } from "./bce.js";
import { ofStored } from "./row-loss.js";
import { bound, numberOf, TINY, type Twin } from "./twin.js";

/** Twin of `bce-gradient`, value by value as `bceSlopeOf`. */
export const bceGradient: Twin = ({ reals, params, constants }, bounds) => {
  const y = bound(reals, "y");
  const t = bound(reals, "t");
  const dy = bound(reals, "dy");
  const count = numberOf(params, "count");
  const slopeOf = ofStored(
    (says, should) => bceSlopeOf(says, should, Boolean(constants.FROM_LOGITS), count),
    constants,
  );
  for (let i = 0; i < count; i++) {
    const { value, error } = slopeOf(y[i] as number, t[i] as number);
    dy[i] = value;
    if (bounds?.dy) bounds.dy[i] = error + TINY;
  }
};
