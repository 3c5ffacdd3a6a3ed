/**
 * A number as text, as short as can be so that it reads back as the same one: `0.1`, not `0.10000000149011612`. What is no
 * number is `NaN`, `Infinity` or `-Infinity`, which pandas and `Number` read.
 * @param single whether it is read back as a 32-bit float, and so needs only the digits of one
 */
export function numberText(value: number, single: boolean): string {
  if (Object.is(value, -0)) return "-0";
  const size = Math.abs(value);
  if (!single || !Number.isFinite(value) || (Number.isInteger(value) && size < 2 ** 24)) return String(value);
  // Six digits are too few to tell 32-bit floats apart, so that any text of fewer is among those of six; nine tell all apart.
  for (let digits = size < LEAST_NORMAL ? 1 : 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** Smaller 32-bit floats have fewer digits. */
const LEAST_NORMAL = 2 ** -126;
