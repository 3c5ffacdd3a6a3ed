import { SENSOR_NAMES, sensorTable } from "../../experiments/math/sensor-table.js";

const ROWS = 2000;
/** The share of rows that are spoiled: what an autoencoder should find. */
const SPOILED = 0.04;

/** What each sensor counts in; the header says it. */
const UNITS: Readonly<Record<string, string>> = {
  speed: "rpm",
  flow: "m3/h",
  pressure: "bar",
  power: "kW",
  current: "A",
  heat: "°C",
  oil: "°C",
  vibration: "mm/s",
  sound: "dB",
  humidity: "%",
};

/**
 * A small table to try, as a file that might have been dropped: ten readings of a pump, made up by the generator of the experiment on
 * anomalies, and the column `label`, which says what has been done to a row: `normal`, `broken` (one sensor shows what does not go
 * with the others) or `outside` (one shows what it never does). It is read as any other file.
 */
export function pumpTable(): File {
  const { values, kinds } = sensorTable("page", ROWS, SPOILED);
  const width = SENSOR_NAMES.length;
  const header = [...SENSOR_NAMES.map((name) => `${name} (${UNITS[name]})`), "label"];
  const lines = kinds.map((kind, row) =>
    [...Array.from(values.subarray(row * width, (row + 1) * width), (value) => value.toFixed(2)), kind].join(","),
  );
  return new File([[header.join(","), ...lines, ""].join("\n")], "pump.csv", { type: "text/csv" });
}
