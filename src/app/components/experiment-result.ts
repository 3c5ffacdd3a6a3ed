import { html, type TemplateResult } from "lit";
import type { Block, Chart } from "../../experiments/result.js";
import type { Finding } from "../state/experiments.js";
import { chartFile } from "./chart-file.js";
import { duration } from "./format.js";
import { numberGrid, resultTable } from "./result-table.js";

/**
 * What an experiment found, with the files to take home.
 * @param hasForms whether its quick form differs from the full one
 */
export function experimentResult({ result, quick, seconds, downloads }: Finding, hasForms: boolean): TemplateResult {
  const { finding, sections } = result;
  const charts = sections.flatMap(({ blocks }) => blocks.filter((block) => block.kind === "chart"));
  return html`
    <div class="finding">
      <p>${finding}</p>
      <p class="hint">${hasForms ? `The ${quick ? "quick" : "full"} form, in` : "In"} ${duration(seconds)}.</p>
    </div>
    ${sections.map(({ title, blocks }) => html`<section class="found"><h3>${title}</h3>${blocks.map(blockOf)}</section>`)}
    <ul class="downloads" aria-label="Downloads">
      ${downloads.map(({ name, url }) => html`<li><a class="button" href=${url} download=${name}>${name}</a></li>`)}
      ${charts.map((chart) => html`<li>${chartFile(`${chart.name}.png`, () => chartPng(chart))}</li>`)}
    </ul>
  `;
}

async function chartPng(chart: Chart): Promise<Blob> {
  const { resultPng } = await import("../take-home/chart-png.js");
  return resultPng(chart);
}

function blockOf(block: Block): TemplateResult {
  switch (block.kind) {
    case "text":
      return html`<p class="said">${block.text}</p>`;
    case "table":
      return resultTable(block);
    case "grid":
      return numberGrid(block);
    case "figure":
      return html`<result-figure .figure=${block}></result-figure>`;
    case "chart":
      return html`<result-chart .chart=${block}></result-chart>`;
    case "scatter":
      return html`<result-scatter .scatter=${block}></result-scatter>`;
  }
}
