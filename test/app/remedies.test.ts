import { describe, expect, it } from "vitest";
import { type Draft, NOTEBOOK } from "../../src/app/state/draft.js";
import { checkModel, descriptionOf } from "../../src/app/state/model-check.js";
import { AS_FOUND, type Reading } from "../../src/app/state/reading.js";
import { adviceOf, type Remedy, withColumn, without } from "../../src/app/state/remedies.js";
import { readSettings } from "../../src/app/state/settings.js";
import { withWaist } from "../../src/app/state/waist.js";
import { dataFrom } from "../../src/app/worker/own-data.js";
import type { Outline } from "../../src/app/worker/protocol.js";
import { dataWarnings } from "../../src/data.js";
import { describeModel } from "../../src/index.js";

interface Outcome {
  readonly message?: string;
  readonly outline?: Outline;
  readonly data?: Awaited<ReturnType<typeof dataFrom>>;
}

/** What comes of reading a table so. */
async function outcomeOf(table: string, reading: Reading): Promise<Outcome> {
  let outline: Outline | undefined;
  const found = () => (outline ? { outline } : {});
  try {
    const data = await dataFrom([{ file: new File([table], "t.csv"), path: "t.csv" }], reading, (progress) => {
      if (progress.type === "found") outline = progress.outline;
    });
    return { data, ...found() };
  } catch (error) {
    return { message: (error as Error).message, ...found() };
  }
}

/** A table that cannot be read, and each remedy that its message proposes with what comes of it: columns and first row. */
const CASES: readonly [
  what: string,
  table: string,
  remedies: Readonly<Record<string, readonly [names: readonly string[], row: readonly number[]]>>,
][] = [
  [
    "a column of texts",
    "a,kind,b\n1,x,2\n3,y,4",
    {
      "Leave “kind” out": [
        ["a", "b"],
        [1, 2],
      ],
      "“kind” holds the labels": [
        ["a", "b"],
        [1, 2],
      ],
      "Make a value of each text": [
        ["a", "kind = x", "kind = y", "b"],
        [1, 1, 0, 2],
      ],
    },
  ],
  [
    "a column of dates",
    "when,b\n1970-01-01T00:00:10Z,2\n1970-01-01T00:00:30Z,4",
    {
      "Leave “when” out": [["b"], [2]],
      "Leave columns of dates out": [["b"], [2]],
      "Take dates as seconds, scaled": [
        ["when", "b"],
        [0, 0],
      ],
    },
  ],
  [
    "missing values",
    "a,b\n1,2\n,4\n5,9",
    {
      "Put the column's mean there": [
        ["a", "b"],
        [1, 2],
      ],
      "Leave them out of the loss": [
        ["a", "b"],
        [1, 2],
      ],
    },
  ],
  [
    "values beyond floats",
    "a,b\n1e300,1\n3e300,2",
    {
      "Stretch each column to 0…1": [
        ["a", "b"],
        [0, 0],
      ],
    },
  ],
];

describe("what a message proposes", () => {
  it.each(CASES)("is done at one click, and helps: %s", async (_, table, expected) => {
    const { message = "", outline } = await outcomeOf(table, AS_FOUND);
    const { text, remedies } = adviceOf(message, { reading: AS_FOUND, outline });
    expect(text).not.toContain("--");
    expect(remedies.map(({ label }) => label).sort()).toEqual(Object.keys(expected).sort());
    for (const { label, reading } of remedies) {
      const { data, message: second } = await outcomeOf(table, { ...AS_FOUND, ...reading });
      expect(second, label).toBeUndefined();
      const [names, row] = expected[label] ?? [[], []];
      expect(data?.info.columns, label).toEqual(names);
      expect([...(data?.train.data.subarray(0, names.length) ?? [])], label).toEqual(row);
    }
  });

  it.each([
    ["The first row names the columns", { header: false }],
    ["Find out how characters are encoded", { encoding: "utf-16le" }],
  ] as const)("of a choice that did not help is to take it back: %s", async (label, said) => {
    const table = "a,b\n1,2\n3,4";
    const reading = { ...AS_FOUND, ...said };
    const { message = "", outline } = await outcomeOf(table, reading);
    const { remedies } = adviceOf(message, { reading, outline, failed: true });
    const remedy = remedies.find((each) => each.label === label);
    const { data } = await outcomeOf(table, { ...reading, ...remedy?.reading });
    expect(data?.info.columns).toEqual(["a", "b"]);
    // Of data that were read it is no matter.
    expect(adviceOf(message, { reading, outline }).remedies.map((each) => each.label)).not.toContain(label);
  });

  it("names columns that are left out, whether they were taken out or others in", async () => {
    const table = "id,a,b,c\n1,2,3,4\n2,5,6,8";
    const told = async (reading: Reading) => (await outcomeOf(table, reading)).data?.info.own?.told[0];
    const out = { ...AS_FOUND, ...without(AS_FOUND, 1) };
    expect(await told(out)).toMatch(/"a" left out, "id" \(it counts the rows\) left out/);
    const counted = { ...out, ...withColumn(out, 0, [2, 3], [0, 1, 2, 3]) };
    expect(await told(counted)).toMatch(/ of 3 values from t\.csv: header, "a" left out, v/);
    const fewer = { ...counted, ...without(counted, 3) };
    expect(await told(fewer)).toMatch(/ of 2 values from t\.csv: header, ("a", "c"|"a" left out, "c") left out/);
    expect({ ...out, ...withColumn(out, 1, [2, 3], [0, 1, 2, 3]) }).toEqual(AS_FOUND);
  });

  /** Values that binary cross-entropy and a sigmoid cannot have. */
  const wide = `a,b\n${Array.from({ length: 20 }, (_, row) => `${row * 10},${row - 5}`).join("\n")}`;
  const fails = "The training data has 10 in sample 1, value 0, but binary cross-entropy needs targets in [0, 1].";

  it.each(["Stretch each column to 0…1", "Squared error, and a linear last layer"])(
    "where values are outside what is learnt: %s",
    async (label) => {
      const { data, outline } = await outcomeOf(wide, AS_FOUND);
      const around = { reading: AS_FOUND, outline };
      const remedy = adviceOf(fails, around).remedies.find((each) => each.label === label);
      const warned = await warningsOf(data, undefined);
      expect(warned.join()).toMatch(/the last activation, sigmoid, gives 0…1/);
      expect(adviceOf(warned.join(), around).remedies.map((each) => each.label)).toContain(label);
      const after = remedy?.reading ? (await outcomeOf(wide, { ...AS_FOUND, ...remedy.reading })).data : data;
      expect((await warningsOf(after, remedy)).join()).not.toMatch(/the last activation/);
    },
  );

  it("where no layer is narrower than a sample: a code of a third of the columns, and then nothing is said of it", async () => {
    const columns = Array.from({ length: 10 }, (_, column) => `c${column}`);
    const rows = Array.from({ length: 20 }, (_, row) => columns.map((_, column) => ((row + column) % 7) / 7));
    const { data, outline } = await outcomeOf([columns, ...rows].join("\n"), AS_FOUND);
    const [warning = ""] = (await warningsOf(data, undefined)).filter((each) =>
      each.startsWith("No layer is narrower"),
    );
    const { remedies } = adviceOf(warning, { reading: AS_FOUND, outline });
    expect(remedies.map(({ label, codeSize }) => [label, codeSize])).toEqual([["A code of 3 numbers", 3]]);
    const draft = (now: Draft, shape: readonly number[]) => withWaist(now, 3, shape) ?? now;
    expect(await warningsOf(data, { label: "", draft }, "binaryCrossentropy")).toEqual([]);
    // Pictures have presets whose code is no single layer of so many numbers, and two columns have no narrower waist.
    expect(adviceOf(warning, {}).remedies).toEqual([]);
    expect(adviceOf(warning.replace("have 10", "have 2"), { reading: AS_FOUND, outline }).remedies).toEqual([]);
  });

  it("where a ReLU holds numbers of the code at 0: a code of any numbers", () => {
    const warning =
      "1 of 2 units of the code is 0 for every sample: dead, the model does without it. Train anew with another seed (--seed).";
    const { text, remedies } = adviceOf(warning, {});
    expect(text).toBe(warning.replace(" (--seed)", ""));
    const draft = remedies[0]?.draft?.(NOTEBOOK, [28, 28]);
    expect(draft?.encoder.at(-1)?.values.activation).toBe("linear");
  });

  it("of several columns: leaves all of them out", async () => {
    const { outline } = await outcomeOf("a,b,c\n1,2,3\n2,2,3\n", AS_FOUND);
    const message = "They teach the model nothing. Leave them out with drop (--drop b,c).";
    const { text, remedies } = adviceOf(message, { reading: AS_FOUND, ...(outline && { outline }) });
    expect(text).toBe("They teach the model nothing. Leave them out.");
    expect(remedies.map(({ label, reading }) => [label, reading?.drop])).toEqual([
      ["Leave these 2 columns out", [1, 2]],
    ]);
    // Not where there are more than are named.
    const many = adviceOf("Leave them out with drop (--drop b,c,…).", {
      reading: AS_FOUND,
      ...(outline && { outline }),
    });
    expect(many.remedies).toEqual([]);
  });

  it("names the choices as the page does", () => {
    expect(adviceOf("Leave it out with drop (--drop same).", {}).text).toBe("Leave it out.");
    const { text } = adviceOf('Read with scale "columns" (--scale columns), or else.', { reading: AS_FOUND });
    expect(text).toBe("Read with scale “each column to 0…1”, or else.");
  });

  it("is nothing for data that are not the visitor's, and the words stay", () => {
    const { text, remedies } = adviceOf('Read with scale "columns" (--scale columns), or else.', {});
    expect([text, remedies]).toEqual(['Read with scale "columns", or else.', []]);
  });
});

/** What is said of data and the notebook's model, or what a remedy makes of that. */
async function warningsOf(
  data: Outcome["data"],
  remedy: Remedy | undefined,
  loss = "meanSquaredError",
): Promise<string[]> {
  if (!data) throw new Error("There are no data.");
  const { shape } = data.info;
  const draft = remedy?.draft?.(NOTEBOOK, shape) ?? NOTEBOOK;
  const { options } = checkModel(draft, shape);
  const checked = readSettings(draft);
  if (!options || !("settings" in checked)) throw new Error("The draft makes no model.");
  if (remedy?.draft) expect(checked.settings.loss).toBe(loss);
  return dataWarnings(describeModel(descriptionOf(options, checked.settings, data.info)), data.train);
}
