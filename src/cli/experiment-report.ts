import { cellText } from "../experiments/cell-text.js";
import type { Block, Chart, ExperimentResult, Figure, FigureRow, NumberGrid, Table } from "../experiments/result.js";
import { lineChart, scatterPlot } from "./experiment-chart.js";
import type { RunFacts } from "./experiment-files.js";
import experimentCss from "./experiment-report.css?raw";
import { shortNumber } from "./experiment-text.js";
import { duration } from "./format.js";
import { escapeHtml, factColumns, htmlPage } from "./html.js";
import { isStrip, picturesOf, png } from "./pictures.js";
import css from "./report.css?raw";

/** One drawing for wide screens and one for phones: a scaled one would be unreadable on either. */
const CHART_SIZES = [
  { className: "wide", width: 960, height: 360 },
  { className: "narrow", width: 360, height: 280 },
];
const SCATTER_SIZES = [
  { className: "wide", width: 960, height: 720 },
  { className: "narrow", width: 360, height: 360 },
];

/** Texts of more characters get a column that is wide enough to read them in. */
const LONG = 30;

/** A page that tells all about an experiment and needs nothing else: no script, no request. */
export function experimentHtml(result: ExperimentResult, facts: RunFacts): string {
  const { experiment, quick, settings, adapter, seconds, finishedAt, version } = facts;
  const { title, explanation } = experiment;
  const less = JSON.stringify(experiment.settings(true)) !== JSON.stringify(experiment.settings(false));
  const note =
    quick && less
      ? `<p class="note">A quick run, on few images and for few epochs: it shows that everything works, not what comes out in the end.</p>`
      : "";
  const body = `<p class="finding">${escapeHtml(result.finding)}</p>
${note}
${explanation.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join("\n")}
${result.sections.map((section) => `<section><h2>${escapeHtml(section.title)}</h2>\n${section.blocks.map(blockHtml).join("\n")}</section>`).join("\n")}
${factColumns({ ...settings, Took: duration(seconds) }, adapter)}`;
  const maker = `Isthmus ${version}, experiment ${experiment.name}`;
  return htmlPage({ title, css: `${css}${experimentCss}`, body, maker, finishedAt });
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case "text":
      return `<p>${escapeHtml(block.text)}</p>`;
    case "table":
      return tableHtml(block);
    case "grid":
      return gridHtml(block);
    case "figure":
      return figureHtml(block);
    case "chart":
      return chartHtml(block);
    case "scatter":
      return `<h3>${escapeHtml(block.title)}</h3>\n${SCATTER_SIZES.map((size) => scatterPlot(block, size)).join("\n")}`;
  }
}

function tableHtml({ title, columns, rows }: Table): string {
  const classOf = (key: string) => {
    if (rows.some((row) => typeof row[key] === "number")) return ' class="number"';
    return rows.some((row) => String(row[key]).length > LONG) ? ' class="long"' : "";
  };
  const cell = (tag: "th" | "td", key: string, text: string) =>
    `<${tag}${tag === "th" ? ' scope="col"' : ""}${classOf(key)}>${escapeHtml(text)}</${tag}>`;
  const head = columns.map((column) => cell("th", column.key, column.title)).join("");
  const body = rows.map(
    (row) => `<tr>${columns.map((column) => cell("td", column.key, cellText(row[column.key], column))).join("")}</tr>`,
  );
  const name = title ?? columns.map((column) => column.title).join(", ");
  return `${title === undefined ? "" : `<h3>${escapeHtml(title)}</h3>\n`}<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(name)}"><table class="results"><thead><tr>${head}</tr></thead>
<tbody>${body.join("\n")}</tbody></table></div>`;
}

/** Numbers on the grey that they stand for. */
function gridHtml({ title, rows, marked }: NumberGrid): string {
  const body = rows.map((row, index) => {
    const cells = row.map((value) => {
      const ink = Math.round(100 * Math.min(1, Math.max(0, value)));
      return `<td${ink > 50 ? ' class="dark"' : ""} style="--ink-share:${ink}%">${escapeHtml(shortNumber(value).trim())}</td>`;
    });
    return `<tr${index === marked ? ' class="marked"' : ""}>${cells.join("")}</tr>`;
  });
  return `<h3>${escapeHtml(title)}</h3>
<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(`${title} as numbers`)}"><table class="pixels"><tbody>${body.join("\n")}</tbody></table></div>`;
}

function chartHtml(chart: Chart): string {
  const legend = chart.series.map(({ name }, index) => `<li class="s${index}">${escapeHtml(name)}</li>`);
  return `<h3>${escapeHtml(chart.title)}</h3>
<ul class="legend">${legend.join("")}</ul>
${CHART_SIZES.map((size) => lineChart(chart, size)).join("\n")}`;
}

function figureHtml(figure: Figure): string {
  const title = figure.title === undefined ? "" : `<h3>${escapeHtml(figure.title)}</h3>\n`;
  const strip = isStrip(figure.shape) ? " strips" : "";
  const tight = figure.tight ? " tight" : "";
  return `${title}<div class="gallery${strip}${tight}">\n${figure.rows.map((row) => figureRow(figure, row)).join("\n")}\n</div>`;
}

function figureRow({ shape }: Figure, { label, images, captions }: FigureRow): string {
  const pictures = picturesOf(images, shape);
  const items = pictures.map((picture, index) => {
    const source = `data:image/png;base64,${Buffer.from(png(picture)).toString("base64")}`;
    const caption = captions?.[index];
    const image = `<img width="${picture.width}" height="${picture.height}" alt="" src="${source}">`;
    return `<div>${image}${caption === undefined ? "" : `<small>${escapeHtml(caption)}</small>`}</div>`;
  });
  const name = label === "" ? "" : `<b>${escapeHtml(label)}</b>`;
  const said = `${label === "" ? "Row" : label}: ${pictures.length === 1 ? "one picture" : `${pictures.length} pictures`}`;
  // Pictures without captions are one thing to a screen reader; captions have to be read out.
  const role = captions ? `role="group"` : `role="img"`;
  return `<div class="row">${name}<div class="pictures" ${role} aria-label="${escapeHtml(said)}" style="--columns:${pictures.length};--largest:${Math.max(112, shape.width)}px">${items.join("")}</div></div>`;
}
