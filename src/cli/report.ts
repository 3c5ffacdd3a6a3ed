import type { ImageShape } from "../experiments/image-shape.js";
import { isShown, lossChart, type Series } from "./chart.js";
import { count, duration, loss } from "./format.js";
import { type EpochRecord, stepsTaken, stoppedAfter, wholeEpochs } from "./history-file.js";
import { escapeHtml, factColumns, htmlPage } from "./html.js";
import { codePictures, type Picture, picturesOf, png } from "./pictures.js";
import css from "./report.css?raw";
import { type TableSamples, tableSamplesSection } from "./table-samples.js";

/** What a report tells. */
export interface ReportContent {
  readonly title: string;
  /** What was trained and on what, name → value, in order. */
  readonly settings: Readonly<Record<string, string>>;
  readonly adapter: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  /** Keras's table of layers. */
  readonly summary: string;
  readonly epochs: readonly EpochRecord[];
  /** The number of epochs that were asked for. */
  readonly epochsWanted: number;
  /** Seconds from the first step to the last validation. */
  readonly seconds: number;
  readonly samples: ImageSamples | TableSamples;
  readonly finishedAt: Date;
  readonly version: string;
}

/** Samples that are drawn. */
export interface ImageSamples {
  /** Whose: `The first 20 images of the validation data`. */
  readonly origin: string;
  readonly shape: ImageShape;
  readonly originals: Uint8Array | Float32Array;
  readonly reconstructions: Float32Array;
  /** The class of each by its name, where there are classes. */
  readonly classes?: readonly string[];
  readonly codes: Float32Array;
  readonly codeSize: number;
}

/** A page that tells all about a run and needs nothing else: no script, no request. */
export function reportHtml(content: ReportContent): string {
  const { title, settings, adapter, warnings, summary, epochs, epochsWanted, samples, finishedAt, version } = content;
  const what = "columns" in samples ? "Samples" : "Images";
  const whole = wholeEpochs(epochs);
  const stopped = whole.length < epochsWanted ? [`${stoppedAfter(epochs, epochsWanted)}.`] : [];
  const body = `<p>${escapeHtml(`${settings.Model}. Trained with Isthmus on ${settings["Training data"]}.`)}</p>
${[...stopped, ...warnings].map((note) => `<p class="note">${escapeHtml(note)}</p>`).join("\n")}
${keyFigures(content, what)}
${lossSection(epochs, what)}
${"columns" in samples ? tableSamplesSection(samples) : imageSamplesSection(samples)}
<h2>Model</h2>
<pre tabindex="0">${escapeHtml(summary)}</pre>
${factColumns(settings, adapter)}`;
  return htmlPage({ title, css, body, maker: `Isthmus ${version}`, finishedAt });
}

function keyFigures({ epochs, seconds }: ReportContent, what: string): string {
  const last = epochs.at(-1);
  const trained = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  const rates = epochs.map(({ imagesPerSecond }) => imagesPerSecond).sort((a, b) => a - b);
  const figures: [string, string][] = [
    ["Training loss", last ? loss(last.loss) : "–"],
    ...(last?.valLoss === undefined ? [] : [["Validation loss", loss(last.valLoss)] as [string, string]]),
    ["Epochs", String(wholeEpochs(epochs).length)],
    ["Training took", duration(seconds)],
    ["An epoch", last ? duration(trained / epochs.length) : "–"],
    [`${what} a second`, last ? count(rates[Math.floor(rates.length / 2)] ?? 0) : "–"],
  ];
  return `<dl class="figures">${figures.map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`).join("")}</dl>`;
}

function lossSection(epochs: readonly EpochRecord[], what: string): string {
  if (!epochs.some(({ loss }) => Number.isFinite(loss))) return "";
  // Of a run that went on with other data, some epochs may have none.
  const isValidated = epochs.some(({ valLoss }) => valLoss !== undefined);
  const series: Series[] = [
    { name: "training", className: "loss", values: epochs.map(({ loss }) => loss) },
    ...(isValidated
      ? [{ name: "validation", className: "val-loss", values: epochs.map(({ valLoss }) => valLoss ?? Number.NaN) }]
      : []),
  ];
  // One drawing for wide screens and one for phones: a scaled one would be unreadable on either.
  const chart = [
    { className: "wide", width: 960, height: 360 },
    { className: "narrow", width: 360, height: 280 },
  ].map((size) => lossChart(series, size));
  const head = ["Epoch", "Loss", ...(isValidated ? ["Validation loss"] : []), "Seconds", `${what}/s`];
  const listed = epochs.filter((_, index) => isShown(index, epochs.length));
  const title =
    listed.length === epochs.length
      ? "Every epoch in numbers"
      : `${count(listed.length)} of ${count(epochs.length)} epochs in numbers; history.csv has all`;
  const rows = listed.map((epoch) => [
    epoch.unfinished ? `${epoch.epoch} (${stepsTaken(epoch)})` : String(epoch.epoch),
    loss(epoch.loss),
    ...(isValidated ? [epoch.valLoss === undefined ? "–" : loss(epoch.valLoss)] : []),
    epoch.seconds.toFixed(2),
    count(epoch.imagesPerSecond),
  ]);
  return `<h2>Loss</h2>
<ul class="legend">${series.map((one) => `<li class="${one.className}">${escapeHtml(`${one.name} ${loss(one.values.at(-1) ?? Number.NaN)}`)}</li>`).join("")}</ul>
${chart.join("\n")}
<details><summary>${escapeHtml(title)}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(title)}"><table class="numbers"><thead><tr>${head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("")}</tr></thead>
<tbody>${rows.map((row) => `<tr>${row.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`).join("\n")}</tbody></table></div></details>`;
}

function imageSamplesSection({
  origin,
  shape,
  originals,
  reconstructions,
  classes,
  codes,
  codeSize,
}: ImageSamples): string {
  const before = picturesOf(originals, shape);
  const after = picturesOf(reconstructions, shape);
  const { pictures, low, high } = codePictures(codes, codeSize);
  const first = pictures[0];
  const items = before.map((original, index) => {
    const number = index + 1;
    const known = classes ? ` (${classes[index] ?? ""})` : "";
    return `<li>${image(original, `Original ${number}${known}`)}${image(after[index], `Reconstruction ${number}`)}${image(pictures[index], `Code ${number}`, "code")}</li>`;
  });
  return `<h2>Originals, reconstructions, codes</h2>
<p>${escapeHtml(origin)}: the original on top, its reconstruction below, and at the bottom the code between them: ${codeSize} numbers drawn as ${first?.height} × ${first?.width} tiles, black ${low.toPrecision(3)}, white ${high.toPrecision(3)}.</p>
<ol class="samples">
${items.join("\n")}
</ol>`;
}

function image(picture: Picture | undefined, alt: string, className?: string): string {
  if (!picture) return "";
  const data = Buffer.from(png(picture)).toString("base64");
  const attributes = className ? ` class="${className}"` : "";
  return `<img${attributes} width="${picture.width}" height="${picture.height}" alt="${escapeHtml(alt)}" src="data:image/png;base64,${data}">`;
}
