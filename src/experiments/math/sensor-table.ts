import { type RandomStream, randomStream } from "../../model/random.js";

/** What decides all that the sensors of a pump show, each in 0…1. */
interface State {
  readonly load: number;
  readonly wear: number;
  readonly weather: number;
}

interface Sensor {
  readonly name: string;
  readonly reading: (state: State) => number;
  /** Standard deviation of its noise, in its own unit. */
  readonly noise: number;
}

const SENSORS: readonly Sensor[] = [
  { name: "speed", reading: ({ load }) => 900 + 600 * Math.sqrt(load), noise: 8 }, // rpm
  { name: "flow", reading: ({ load, wear }) => 40 * load * (1 - 0.3 * wear), noise: 0.6 }, // m³/h
  { name: "pressure", reading: ({ load, wear }) => 2 + 6 * load ** 2 - wear, noise: 0.1 }, // bar
  { name: "power", reading: ({ load, wear }) => 3 + 20 * load ** 3 + 4 * wear * load, noise: 0.3 }, // kW
  { name: "current", reading: ({ load, wear }) => 8 + 30 * load ** 1.5 + 6 * wear, noise: 0.5 }, // A
  { name: "heat", reading: ({ load, weather }) => 15 + 20 * weather + 25 * load ** 2, noise: 0.6 }, // °C
  { name: "oil", reading: ({ load, wear, weather }) => 30 + 12 * weather + 15 * load + 10 * wear, noise: 0.6 }, // °C
  // It resonates at a certain load.
  {
    name: "vibration",
    reading: ({ load, wear }) => 1 + 3 * wear + 3 * Math.exp(-(((load - 0.6) / 0.15) ** 2)),
    noise: 0.1,
  }, // mm/s
  { name: "sound", reading: ({ load, wear }) => 60 + 10 * load + 8 * Math.sin(2 * wear), noise: 0.4 }, // dB
  { name: "humidity", reading: ({ weather }) => 80 - 50 * weather ** 2, noise: 1.2 }, // %
];

/** The columns of the table. */
export const SENSOR_NAMES: readonly string[] = SENSORS.map(({ name }) => name);

/** What has been done to a row. */
export type RowKind = "normal" | "broken" | "outside";

export interface SensorTable {
  /** Readings, row after row, each in its sensor's unit. */
  readonly values: Float64Array;
  /** One a row. */
  readonly kinds: readonly RowKind[];
  /** The column that was changed, in rows that are not normal; −1 in the others. */
  readonly changed: Int8Array;
}

/**
 * A table such as a plant might keep of a pump. Three things decide the ten readings of a row, load, wear and weather, most of them
 * along a curve, and there is noise. A share of the rows is spoiled, half of these in either way:
 * - `broken`: one sensor shows what it shows in another row: a usual reading, which doesn't go with the other nine;
 * - `outside`: one sensor shows more, or less, than it ever does, by a tenth to a half of its range.
 * @param name the same one gives the same table, whenever and wherever
 * @param spoiled share of the rows
 */
export function sensorTable(name: string, count: number, spoiled: number): SensorTable {
  const random = randomStream(10, `sensor table ${name}`);
  const width = SENSORS.length;
  const values = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    const state = { load: random.uniform(), wear: random.uniform(), weather: random.uniform() };
    for (const [column, { reading, noise }] of SENSORS.entries()) {
      values[row * width + column] = reading(state) + noise * normal(random);
    }
  }
  const usual = values.slice();
  const kinds = Array<RowKind>(count).fill("normal");
  const changed = new Int8Array(count).fill(-1);
  const total = 2 * Math.round((spoiled * count) / 2);
  for (let index = 0; index < total; index++) {
    // The rows come in no order: the spoiled ones may as well be spread evenly.
    const row = Math.floor(((index + 0.5) * count) / total);
    const column = random.below(width);
    const kind = index % 2 === 0 ? "broken" : "outside";
    kinds[row] = kind;
    changed[row] = column;
    values[row * width + column] =
      kind === "broken" ? (usual[random.below(count) * width + column] ?? 0) : beyond(usual, column, random);
  }
  return { values, kinds, changed };
}

/** A value below or above all that the column has. */
function beyond(values: Float64Array, column: number, random: RandomStream): number {
  const own = values.filter((_, index) => index % SENSORS.length === column);
  const [low, high] = own.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)] as const, [
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ] as const);
  const distance = (0.1 + 0.4 * random.uniform()) * (high - low);
  return random.uniform() < 0.5 ? low - distance : high + distance;
}

/** A standard normal number, by Box and Muller. */
function normal(random: RandomStream): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform())); // 1 − u is never 0
  return radius * Math.cos(2 * Math.PI * random.uniform());
}

/**
 * Tables with every column moved and stretched so that the first one's have mean 0 and standard deviation 1: what scikit-learn's
 * `StandardScaler` makes of them, fitted to the first.
 */
export function standardised(tables: readonly Float64Array[], width: number): Float32Array<ArrayBuffer>[] {
  const [fitted = new Float64Array()] = tables;
  const columns = Array.from({ length: width }, (_, column) => {
    const own = fitted.filter((_, index) => index % width === column);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length;
    return { mean, deviation: Math.sqrt(variance) };
  });
  return tables.map((table) =>
    Float32Array.from(table, (value, index) => {
      const { mean = 0, deviation = 1 } = columns[index % width] ?? {};
      return (value - mean) / deviation;
    }),
  );
}
