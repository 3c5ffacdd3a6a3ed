import { rocAuc } from "../data/roc.js";
import { adam, datasetOf, dense } from "../index.js";
import { byError, errorChart, type Judgement, judge } from "./anomaly-judgement.js";
import type { ExperimentContext } from "./experiment.js";
import { type RowKind, SENSOR_NAMES, type SensorTable, sensorTable, standardised } from "./math/sensor-table.js";
import { type Section, type Table, text } from "./result.js";
import { train, withModel } from "./training.js";

export type TableSizes = {
  readonly tableRows: number;
  readonly tableTestRows: number;
  readonly tableEpochs: number;
  readonly tableBatchSize: number;
};

/** The share of the test's rows that are spoiled. */
const SPOILED = 0.05;
/** Rows of each kind that are shown with all their errors. */
const SHOWN = 4;

const WIDTH = SENSOR_NAMES.length;

/** As many numbers in the code as decide the table. */
const MODEL = {
  input: WIDTH,
  encoder: [dense(32, { activation: "tanh" }), dense(3)],
  decoder: [dense(32, { activation: "tanh" }), dense(WIDTH)],
  loss: "meanSquaredError",
  optimizer: adam({ learningRate: 0.005 }),
} as const;

const KINDS: Readonly<Record<RowKind, string>> = {
  normal: "normal",
  broken: "doesn't go with the rest",
  outside: "outside its range",
};

/** Learns a table without spoiled rows, and looks for them in another. */
export async function inTable(
  context: ExperimentContext,
  { tableRows, tableTestRows, tableEpochs, tableBatchSize }: TableSizes,
  part: readonly [number, number],
): Promise<{ judgement: Judgement; section: Section }> {
  const [usual, table] = [sensorTable("train", tableRows, 0), sensorTable("test", tableTestRows, SPOILED)];
  const [learnt, tested] = standardised([usual.values, table.values], WIDTH).map((values) =>
    datasetOf(values, [WIDTH]),
  );
  if (!learnt || !tested) throw new Error("There are two tables.");
  const labels = Uint8Array.from(table.kinds, (kind) => (kind === "normal" ? 0 : 1));
  const judgement = await withModel(context, MODEL, async (model) => {
    const sizes = { epochs: tableEpochs, batchSize: tableBatchSize };
    await train(context, model, { data: learnt, ...sizes, doing: "Learning the table", part });
    return judge("table of sensors", model, learnt, tested, labels);
  });
  return {
    judgement,
    section: {
      title: "In a table",
      blocks: [
        errorChart("table-errors", judgement),
        byKind(judgement, table),
        text(
          "Named is the sensor with the largest error of its row: the share of the flagged rows in which it is the one that was " +
            "changed.",
        ),
        worstRows(judgement, table),
        text("Squared errors, of readings in standard deviations: the large ones show where to look."),
      ],
    },
  };
}

function byKind(judgement: Judgement, { kinds, changed }: SensorTable): Table {
  const { errors, flags } = judgement;
  const rows = (["broken", "outside"] as const).map((kind) => {
    const own = Array.from(kinds.keys()).filter((row) => kinds[row] === kind);
    const compared = Array.from(kinds.keys()).filter((row) => kinds[row] === kind || kinds[row] === "normal");
    const flagged = own.filter((row) => flags[row] === 1);
    const named = flagged.filter((row) => largest(valuesOf(judgement, row)) === changed[row]);
    return {
      kind: `one reading ${KINDS[kind]}`,
      rows: own.length,
      auc: rocAuc(
        compared.map((row) => errors.samples[row] ?? 0),
        compared.map((row) => (kinds[row] === kind ? 1 : 0)),
      ),
      flagged: flagged.length / own.length,
      named: flagged.length > 0 ? named.length / flagged.length : null,
    };
  });
  return {
    kind: "table",
    title: "By what was done to the row",
    columns: [
      { key: "kind", title: "Spoiled rows" },
      { key: "rows", title: "Rows" },
      { key: "auc", title: "ROC AUC", format: { style: "decimal", digits: 4 } },
      { key: "flagged", title: "Flagged", format: { style: "percent", digits: 1 } },
      { key: "named", title: "Sensor named", format: { style: "percent", digits: 1 } },
    ],
    rows,
  };
}

function worstRows(judgement: Judgement, { kinds, changed }: SensorTable): Table {
  const shown = (["outside", "broken", "normal"] as const).flatMap((kind) =>
    byError(judgement, (row) => kinds[row] === kind).slice(0, SHOWN),
  );
  const rows = shown.map((row) => {
    const values = valuesOf(judgement, row);
    const sensor = SENSOR_NAMES[changed[row] ?? -1];
    return {
      ...{ row: row + 1, what: sensor === undefined ? null : `${sensor} ${kinds[row]}` },
      ...Object.fromEntries(SENSOR_NAMES.map((name, at) => [name, values[at] ?? 0])),
    };
  });
  return {
    kind: "table",
    title: "The rows of each kind with the largest errors, sensor by sensor",
    columns: [
      { key: "row", title: "Row" },
      { key: "what", title: "Spoiled" },
      ...SENSOR_NAMES.map((name) => ({ key: name, title: name, format: { style: "decimal", digits: 2 } as const })),
    ],
    rows,
  };
}

/** The error of each reading of a row. */
function valuesOf({ errors }: Judgement, row: number): Float32Array {
  return errors.values?.data.subarray(row * WIDTH, (row + 1) * WIDTH) ?? new Float32Array(WIDTH);
}

function largest(values: Float32Array): number {
  return values.reduce((best, value, at) => (value > (values[best] ?? 0) ? at : best), 0);
}
