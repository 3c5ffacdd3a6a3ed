import { describe, expect, test } from "vitest";
import { type NamedBytes, type ReadOptions, readData } from "../../src/data.js";
import { npyBytes, npyFloats } from "./npy-file.js";

/**
 * Every remedy that a message of the readers proposes, followed: the file and options as they were, what the message says, and the
 * file or the options after following it. All of them are then read.
 */
const text = (content: string) => new TextEncoder().encode(content);

interface Pair {
  readonly file: Uint8Array;
  readonly options?: ReadOptions;
  /** A part of the message that names the remedy. */
  readonly says: string;
  /** What is otherwise after following it. */
  readonly followed: { readonly file?: Uint8Array; readonly options?: ReadOptions };
}

const texts = text("a,city\n1,Köln\n2,Bonn");
const dates = text("a,when\n1,2024-01-01\n2,2024-01-02");
const gaps = text("a,b\n1,\n3,4");
const thousands = text('a,b\n"1,000","2,000"');
const noHeader = text("0.5,x\n1,2\n3,4");
const labels: NamedBytes = { name: "labels.npy", bytes: npyBytes([3], [1, 2, 3]) };

const PAIRS: readonly Pair[] = [
  { file: texts, says: '--drop "city"', followed: { options: { drop: ["city"] } } },
  { file: texts, says: '--label-column "city"', followed: { options: { labelColumn: "city" } } },
  { file: texts, says: "--text categories", followed: { options: { text: "categories" } } },
  { file: dates, says: '--drop "when"', followed: { options: { drop: ["when"] } } },
  { file: dates, says: "--dates drop", followed: { options: { dates: "drop" } } },
  { file: dates, says: "--dates seconds", followed: { options: { dates: "seconds", scale: "columns" } } },
  {
    file: text("a,b\n1,31.12.2024\n2,3"),
    says: "Write dates as 2024-12-31",
    followed: { file: dates, options: { dates: "seconds" } },
  },
  { file: gaps, says: "--missing mean", followed: { options: { missing: "mean" } } },
  { file: gaps, says: "--missing mask", followed: { options: { missing: "mask" } } },
  { file: gaps, says: "Fill it in", followed: { file: text("a,b\n1,2\n3,4") } },
  { file: gaps, says: "leave the row out", followed: { file: text("a,b\n3,4") } },
  { file: thousands, says: "thousands out (1000)", followed: { file: text("a,b\n1000,2000") } },
  { file: thousands, says: "--decimal comma", followed: { options: { decimal: "comma" } } },
  { file: text('a,b\n1,"1,234,567"\n2,3'), says: "1234567", followed: { file: text("a,b\n1,1234567\n2,3") } },
  { file: text("a;b\n1,5;2.5"), says: "Write all decimals one way", followed: { file: text("a;b\n1,5;2,5") } },
  { file: text("a,b\n1,0x10\n2,3"), says: "in decimal digits", followed: { file: text("a,b\n1,16\n2,3") } },
  { file: text("a,b\n1,5 %\n2,3"), says: "Write the number alone", followed: { file: text("a,b\n1,5\n2,3") } },
  { file: noHeader, says: "--header yes", followed: { options: { header: true } } },
  {
    file: noHeader,
    options: { labelColumn: "x" },
    says: "--header yes",
    followed: { options: { labelColumn: "x", header: true } },
  },
  {
    file: noHeader,
    options: { labelColumn: "x" },
    says: "number, from 1",
    followed: { options: { labelColumn: "2" } },
  },
  {
    file: text("a,b\n1,-2\n3,4"),
    options: { scale: "bytes" },
    says: "--scale range",
    followed: { options: { scale: "range" } },
  },
  {
    file: text("a,b\n1,-2\n3,4"),
    options: { scale: "bytes" },
    says: "--scale columns",
    followed: { options: { scale: "columns" } },
  },
  { file: text("a,b\n1,1e39\n3,4"), says: "--scale columns", followed: { options: { scale: "columns" } } },
  { file: text("a,b\n1,inf\n3,4"), says: "Replace it", followed: { file: text("a,b\n1,2\n3,4") } },
  { file: text("a,b\n1,2,3\n3,4"), says: "Give every row the same fields", followed: { file: text("a,b\n1,2\n3,4") } },
  {
    file: text('a,b\n1,"2\n3,4'),
    says: "Quotes belong around whole fields",
    followed: { file: text('a,b\n1,"2"\n3,4') },
  },
  { file: text("a,b\n"), says: "Give at least one", followed: { file: text("a,b\n1,2") } },
  {
    file: text("a,b\n1,2"),
    options: { encoding: "utf-16le" },
    says: "Choose another encoding: utf-8",
    followed: { options: { encoding: "utf-8" } },
  },
  { file: text('[{"a": 1}]'), says: "Save it as CSV", followed: { file: text("a\n1") } },
  {
    file: text(`label,a\n${Array.from({ length: 300 }, (_, row) => `n${row},1`).join("\n")}`),
    says: "--label-column none",
    followed: { options: { labelColumn: null, text: "drop" } },
  },
  {
    file: npyFloats([4], [1, 2, 3, 4]),
    says: "a.reshape(samples, values)",
    followed: { file: npyFloats([2, 2], [1, 2, 3, 4]) },
  },
  {
    file: npyFloats([2, 2], [1, 2, 3, 4]),
    options: { labels },
    says: "give two files that belong together",
    followed: { options: { labels: { ...labels, bytes: npyBytes([2], [1, 2]) } } },
  },
  {
    file: npyFloats([2, 2], [1, 2, 3, 4]),
    options: { header: true },
    says: "Leave it out",
    followed: { options: {} },
  },
  {
    file: npyFloats([2, 2], [1, Number.NaN, 3, 4]),
    says: "--missing mean",
    followed: { options: { missing: "mean" } },
  },
];

describe("a remedy that a message proposes", () => {
  test.each(PAIRS.map((pair) => [pair.says, pair] as const))(
    "%s: helps",
    async (_, { file, options = {}, says, followed }) => {
      await expect(readData(file, "t", options)).rejects.toThrow(says);
      const { dataset } = await readData(followed.file ?? file, "t", followed.options ?? options);
      expect(dataset.count).toBeGreaterThan(0);
    },
  );
});
