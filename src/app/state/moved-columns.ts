import type { Reading } from "./reading.js";

const isNamed = (names: readonly string[]) => names.some((name, place) => name !== `column ${place + 1}`);

/**
 * What was said of columns by their places, for a table that has them elsewhere: by their names, where both tables have names.
 * What is not there any more is forgotten.
 * @param names of the table's columns, or `column 3`
 */
export function forColumns(reading: Reading, names: readonly string[]): Reading {
  const { said, label, columns, drop } = reading;
  if (names.length === 0) return reading;
  const byName = isNamed(said) && isNamed(names);
  const placeOf = (place: number): number | undefined => {
    const name = said[place];
    if (name === undefined || name === names[place]) return place;
    if (!byName) return place < names.length ? place : undefined;
    const found = names.indexOf(name);
    return found < 0 ? undefined : found;
  };
  const move = (places: readonly number[]) => places.flatMap((place) => placeOf(place) ?? []);
  const chosen = columns === "auto" ? [] : move(columns);
  return {
    ...reading,
    said: names,
    label: typeof label === "number" ? (placeOf(label) ?? "auto") : label,
    columns: chosen.length > 0 ? chosen : "auto",
    drop: move(drop),
  };
}
