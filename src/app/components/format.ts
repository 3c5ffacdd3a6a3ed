const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** `60000` → `60,000`. */
export function count(value: number): string {
  return WHOLE.format(value);
}

/** A loss in the digits Keras shows. Tiny ones keep their leading digits instead of becoming 0.0000. */
export function lossText(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(2) : value.toFixed(4);
}

/** Seconds in words, two units at most: `8 s`, `4 min 10 s`, `1 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${count(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A number of either sign, with so many decimals: `−0.25`. */
export function signed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace("-", "−");
}

/** `1 number`, `32 numbers`. */
export function numbers(value: number): string {
  return `${count(value)} ${value === 1 ? "number" : "numbers"}`;
}

/** `1 sample`, `4,096 samples`. */
export function samples(value: number): string {
  return `${count(value)} ${value === 1 ? "sample" : "samples"}`;
}

/** An error to four digits that count, however small: `0.01234`, `0.00001234`. */
export function errorText(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** `[28, 28, 1]` → `28 × 28 × 1`. */
export function shapeText(shape: readonly number[]): string {
  return shape.map(count).join(" × ");
}
