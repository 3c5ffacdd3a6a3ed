/** A run's record may be a stranger's: it is taken as it is said, or refused by the name of its field. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRunRecord } from "../../src/cli/run-record.js";
import { FormatError } from "../../src/index.js";
import { RUN } from "./run-files.js";

type Path = readonly (string | number)[];

/** The path of every value in a record, lists' items and objects' fields included. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  const below = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const own = Array.isArray(value) ? below.map(([key, item]) => [Number(key), item] as const) : below;
  return [...(path.length > 0 ? [path] : []), ...own.flatMap(([key, item]) => pathsIn(item, [...path, key]))];
}

function withValue(value: unknown, [key, ...rest]: Path, replaced: unknown): unknown {
  if (key === undefined) return replaced;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>;
  copy[key] = withValue(copy[key], rest, replaced);
  if (rest.length === 0 && replaced === undefined) delete copy[key];
  return copy;
}

const said = (path: Path) =>
  path.reduce<string>((text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}.${key}`), "run");

/** What the path's field, or one that it is in, is called in an error. */
const namesOf = (path: Path) => path.map((_, index) => said(path.slice(0, index + 1)));

const PATHS = pathsIn(RUN);
const outcome = (record: unknown) => {
  try {
    return readRunRecord(JSON.stringify(record));
  } catch (error) {
    return error as Error;
  }
};

const anything = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1.5, 1e300, 2 ** 32, "", "x", "1", [], {}, [[]], { type: "dense" }),
  fc.constantFrom("\ud800", "__proto__", "<script>", "=1+1", "\u001b[2J", "a\0b"),
  fc.jsonValue(),
);

test("a whole record is taken as it is", () => {
  expect(readRunRecord(JSON.stringify(RUN))).toEqual(RUN);
  const least = { options: { data: "mnist", epochs: 1, batchSize: 1, shuffle: false, level: "auto", model: "a.json" } };
  expect(readRunRecord(JSON.stringify({ ...least, epochs: [], seconds: 0 }))).toEqual({
    ...least,
    epochs: [],
    seconds: 0,
  });
});

test("what was not finite, for which JSON has null, is not a number again", () => {
  const [first] = RUN.epochs;
  const record = { ...RUN, epochs: [{ ...first, metrics: { mse: Number.NaN }, imagesPerSecond: Infinity }] };
  expect(readRunRecord(JSON.stringify(record)).epochs).toEqual([
    { ...first, metrics: { mse: Number.NaN }, imagesPerSecond: Number.NaN },
  ]);
});

describe("every value replaced by a value of every kind is refused by its name, or taken exactly as it is", () => {
  const kinds = [null, true, 5, -5, 0.5, 2 ** 40, "text", "", [], [5], ["text"], {}, { epochs: 5 }, undefined];
  test.each(PATHS.map((path) => [said(path), path] as const))("%s", (_, path) => {
    for (const kind of kinds) {
      const record = withValue(RUN, path, kind);
      const result = outcome(record);
      if (result instanceof Error) {
        expect(result).toBeInstanceOf(FormatError);
        // Fewer epochs in all than it has are seen where the epochs are counted; a list's later items move up.
        expect(
          namesOf(path)
            .concat("run.epochs")
            .some((name) => result.message.includes(`its ${name}`)),
        ).toBe(true);
      } else expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(JSON.stringify(record)));
    }
  });

  test("drawn at random", () => {
    fc.assert(
      fc.property(fc.constantFrom(...PATHS), anything, (path, value) => {
        const record = withValue(RUN, path, value);
        const result = outcome(record);
        if (result instanceof FormatError) {
          expect(result.message).toMatch(/^its run/);
          expect(result.message.length).toBeLessThan(400);
        } else if (result instanceof Error) throw result;
        else expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(JSON.stringify(record)));
      }),
      { numRuns: 5000 },
    );
  });
});

test("fields that no run has are refused, in every object", () => {
  for (const path of [[], ...PATHS.filter((path) => typeof path.at(-1) === "string")] as Path[]) {
    const at = path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], RUN);
    if (typeof at !== "object" || Array.isArray(at)) continue;
    for (const name of ["extra", "toString", "constructor"]) {
      expect(outcome(withValue(RUN, [...path, name], 1))).toMatchObject({
        message: expect.stringContaining(`"${name}"`),
      });
    }
  }
  const json = JSON.stringify(RUN).replace(/^\{/, '{"__proto__": {"epochs": []},');
  expect(() => readRunRecord(json)).toThrow('its run has a field "__proto__"');
});

test("epochs are counted, and no more than the run was asked for", () => {
  const [one, two] = RUN.epochs;
  expect(outcome({ ...RUN, epochs: [two, one] })).toMatchObject({
    message: expect.stringMatching(/epochs\[0\].epoch must be 1; got 2/),
  });
  expect(outcome({ ...RUN, options: { ...RUN.options, epochs: 1 } })).toMatchObject({
    message: expect.stringMatching(/run\.epochs must be .*at most run\.options\.epochs, which is 1; got 2/),
  });
});

test("nothing of any depth or size is quoted whole", () => {
  const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
  for (const json of [deep, `{"options": ${deep}}`, `"${"x".repeat(10_000_000)}"`, `{"${"x".repeat(10_000_000)}":1}`]) {
    const error = (() => {
      try {
        return readRunRecord(json);
      } catch (error) {
        return error as Error;
      }
    })();
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message.length).toBeLessThan(200);
  }
});

test("a record is of any number of epochs, and of no more parts than its characters may be", () => {
  const least = { loss: 0, metrics: {}, seconds: 0, imagesPerSecond: 0 };
  const epochs = Array.from({ length: 200_000 }, (_, index) => ({ epoch: index + 1, ...least }));
  const record = { ...RUN, options: { ...RUN.options, epochs: epochs.length }, epochs };
  expect(readRunRecord(JSON.stringify(record)).epochs).toHaveLength(epochs.length);
  expect(() => readRunRecord("[".repeat(2 ** 22))).toThrow("its run is no JSON (it is nested too deeply)");
  expect(() => readRunRecord(`[${"[],".repeat(2 ** 20)}[]]`)).toThrow(
    /its run is no JSON \(it has more than \d+ parts\)/,
  );
  expect(() => readRunRecord(`${JSON.stringify(RUN).slice(0, -1)},"seconds":1}`)).toThrow(
    '"seconds" stands there twice',
  );
});
