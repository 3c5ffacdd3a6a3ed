/** `6,700`: a count with thousands separated. */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** `6,700`, `0.5`: a number that may have decimals, with all that it has. */
export function amount(value: number): string {
  return Number.isInteger(value) ? count(value) : String(value);
}

/** `1 step`, `6,700 steps` */
export const steps = (value: number) => (value === 1 ? "1 step" : `${count(value)} steps`);

/** Seconds for people: `80 ms`, `3.2 s`, `38 s`, `7 min 03 s`, `2 h 05 min`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds > 0 && seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  return wholeSeconds(seconds);
}

/** A duration that is only an estimate: `4 s`, `7 min 03 s`, `2 h 05 min`. */
export function wholeSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

/** Milliseconds a step: `38 ms`, and `0.41 ms` where that says more. */
export function perStep(seconds: number): string {
  const milliseconds = seconds * 1000;
  return milliseconds < 9.95 ? `${milliseconds.toPrecision(2)} ms` : `${Math.round(milliseconds)} ms`;
}

/** A loss with four decimals, as Keras prints it; small ones keep their digits (`1.234e-5`). */
export function loss(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(3);
  return value.toFixed(4);
}

/** `1.6 MFLOP`, `47 MB`: a quantity with a decimal prefix and three digits. */
export function quantity(value: number, unit: string): string {
  const prefixes = ["", "k", "M", "G", "T"];
  let scaled = value;
  let prefix = 0;
  while (scaled >= 999.5 && prefix < prefixes.length - 1) {
    scaled /= 1000;
    prefix += 1;
  }
  const digits = prefix === 0 || scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
  return `${scaled.toFixed(digits)} ${prefixes[prefix]}${unit}`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}

/** At most ten names, with commas between them. */
export function listed(names: readonly string[]): string {
  return names.length > 10 ? `${names.slice(0, 10).join(", ")} … (${names.length})` : names.join(", ");
}

/** `1,000 samples`, `1 sample` */
export function countOf(number: number, plural: string): string {
  return `${count(number)} ${number === 1 ? plural.replace(/s$/, "") : plural}`;
}

/** `The first 20 images of the validation data` */
export function firstOf(number: number, plural: string, whose: string): string {
  return number === 1
    ? `The first ${plural.replace(/s$/, "")} of ${whose}`
    : `The first ${countOf(number, plural)} of ${whose}`;
}
