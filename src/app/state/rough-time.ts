/** Two digits are all that an estimate is good for: `45 s`, `12 min`, `1.5 h`. */
export function roughTime(seconds: number): string {
  const rough = (value: number) => String(Number(Math.max(1, value).toPrecision(2)));
  if (seconds < 90) return `${rough(seconds)} s`;
  return seconds < 90 * 60 ? `${rough(seconds / 60)} min` : `${rough(seconds / 3600)} h`;
}
