import type { Content, Prepared, ReadResult } from "../../data.js";
import type { Dataset } from "../../index.js";
import { FEWEST_TO_SPLIT, HOLD_OUT, type Reading, readOptions } from "../state/reading.js";
import { type LoadedData, loaded } from "./data.js";
import { writtenAs } from "./outline.js";
import { type OpenedFiles, openFiles } from "./own-files.js";
import type { GivenFile, ReadProgress } from "./protocol.js";

/** More rows than that are no list to write down. */
const MOST_WRITTEN = 100;

/**
 * The visitor's own files: pictures, or a file of samples, with a file of their labels, or with another one to validate on.
 * What is validated on teaches nothing: ranges and means are those of the samples that are trained on.
 * @param report is told what was found in the files before anything is decided, and how many were read
 * @throws {DataError}, {@link FormatError}, {@link ShapeError} naming the file
 */
export async function dataFrom(
  files: readonly GivenFile[],
  reading: Reading,
  report: (progress: ReadProgress) => unknown,
): Promise<LoadedData> {
  const opened = await openFiles(files, reading, report);
  const { prepared } = await import("../../data.js");
  const { main, second } = opened;
  const kept = second ? undefined : keptAside(main.content);
  const options = { ...readOptions(reading, main.content.kind), ...(kept && { validationSplit: kept }) };
  const read = prepared(main.content, main.name, options);
  const validation = second && (await read.preparation.read(second.bytes, second.name));
  return loadedFrom(opened, reading, read, validation);
}

function loadedFrom(
  { main, second, labels, title, remarks }: OpenedFiles,
  reading: Reading,
  read: ReadResult,
  validated: Prepared | undefined,
): LoadedData {
  const { dataset, preparation, validationRows: aside, summary, warnings } = read;
  const { names } = preparation;
  const own = {
    name: main.name,
    ...(labels && { labels: labels.name }),
    ...(second && { validation: second.name }),
    reading,
    ...(main.content.kind === "table" && { written: writtenAs(main.content, reading) }),
    ...(aside && aside.length <= MOST_WRITTEN && { aside: [...aside] }),
    preparation: { ...preparation },
    told: [summary, ...(validated ? [`validated on what was ${validated.summary}`] : []), ...remarks],
    warnings: [...warnings, ...(validated?.warnings ?? [])],
  };
  return loaded(title, named(dataset, validated?.dataset), validated?.dataset ?? read.validation, own, names);
}

/** With the classes that only the samples to validate on have: names are found by label in either. */
function named(dataset: Dataset, validation: Dataset | undefined): Dataset {
  const classes = validation?.classes ?? [];
  return classes.length > (dataset.classes?.length ?? 0) ? { ...dataset, classes } : dataset;
}

/** How samples are kept aside, where there are enough of them. */
function keptAside(content: Content): typeof HOLD_OUT | undefined {
  const count = content.kind === "table" ? content.table.rows : content.grid.rows;
  return count >= FEWEST_TO_SPLIT ? HOLD_OUT : undefined;
}
