import type { Content } from "../../data.js";
import { DataError, type Dataset } from "../../index.js";
import { isPicture } from "../state/data-choice.js";
import { forColumns } from "../state/moved-columns.js";
import { FEWEST_TO_SPLIT, HOLD_OUT, type Reading, readOptions } from "../state/reading.js";
import { type LoadedData, loaded } from "./data.js";
import { namesOf, writtenAs } from "./outline.js";
import { bytesOf, openFiles } from "./own-files.js";
import type { GivenFile, ReadProgress } from "./protocol.js";

/** More rows than that are no list to write down. */
const MOST_WRITTEN = 100;

/**
 * The visitor's own files: pictures, or a file of samples, with a file of their labels, or with another one to validate on.
 * What is validated on teaches nothing: ranges and means are those of the samples that are trained on.
 * @param report is told what was found in the files before anything is decided, and how many were read
 * @throws {DataError}, {@link FormatError}, {@link ShapeError} naming the file
 */
export async function dataFrom(files: readonly GivenFile[], reading: Reading, report: Report): Promise<LoadedData> {
  const pictures = files.filter(({ file }) => isPicture(file));
  const other = files.find(({ file }) => !isPicture(file));
  const isFolder = files.some(({ path }) => path.includes("/"));
  if (files.length === 0) throw new DataError("There is no file. Drop at least one.");
  if (pictures.length === 0) return dataFromFiles(files, reading, report);
  if (isFolder || !other) return dataFromPictures(files, pictures.length, reading, report);
  throw new DataError(
    `${pictures[0]?.path} is a picture, ${other.path} is none. Drop pictures only, a folder of them, or files of data.`,
  );
}

type Report = (progress: ReadProgress) => unknown;

/** @param count of pictures among the files: others are passed over */
async function dataFromPictures(
  files: readonly GivenFile[],
  count: number,
  reading: Reading,
  report: Report,
): Promise<LoadedData> {
  await report({ type: "found", outline: { kind: "pictures", files: [], columns: [] } });
  const { readPictures } = await import("../../data.js");
  const given = files.map(({ file, path }) => ({ path, read: () => bytesOf(file) }));
  const { size, colour } = reading;
  const read = await readPictures(given, "pictures", {
    ...readOptions(reading, "pictures"),
    size,
    channels: colour ? 3 : 1,
    onProgress: (done) => report({ type: "read", files: done }),
    ...(count >= FEWEST_TO_SPLIT && { validationSplit: HOLD_OUT }),
  });
  const title =
    count === 1 ? (files.find(({ file }) => isPicture(file))?.path ?? "") : `${count.toLocaleString("en")} pictures`;
  const { preparation, summary, warnings } = read;
  const own = { name: title, reading, preparation: { ...preparation }, told: [summary], warnings };
  return loaded(title, read.dataset, read.validation, own);
}

async function dataFromFiles(files: readonly GivenFile[], said: Reading, report: Report): Promise<LoadedData> {
  const { main, second, labels, title } = await openFiles(files, said, report);
  const reading = main.content.kind === "table" ? forColumns(said, namesOf(main.content)) : said;
  const { prepared } = await import("../../data.js");
  const kept = second ? undefined : keptAside(main.content);
  const options = { ...readOptions(reading, main.content.kind), ...(kept && { validationSplit: kept }) };
  const read = prepared(main.content, main.name, options);
  const { dataset, preparation, validationRows: aside, summary, warnings } = read;
  const validated = second && (await preparation.read(second.bytes, second.name));
  const own = {
    name: main.name,
    ...(labels && { labels: labels.name }),
    ...(second && { validation: second.name }),
    reading,
    ...(main.content.kind === "table" && { written: writtenAs(main.content, reading) }),
    ...(aside && aside.length <= MOST_WRITTEN && { aside: [...aside] }),
    preparation: { ...preparation },
    told: [summary, ...(validated ? [`validated on what was ${validated.summary}`] : [])],
    warnings: [...warnings, ...(validated?.warnings ?? [])],
  };
  const train = named(dataset, validated?.dataset);
  return loaded(title, train, validated?.dataset ?? read.validation, own, preparation.names);
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
