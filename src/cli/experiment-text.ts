import { cellText } from "../experiments/cell-text.js";
import type { Experiment } from "../experiments/experiment.js";
import type { Block, ExperimentResult, Figure, NumberGrid, Scatter, Table } from "../experiments/result.js";
import { classOf } from "./pictures.js";
import { table } from "./table.js";

/** Characters in a line of running text. */
const WIDTH = 100;

/** A result for the terminal: its finding, tables and numbers. Of pictures and curves it says in which file they are. */
export function experimentText({ finding, sections }: ExperimentResult, { title }: Pick<Experiment, "title">): string {
  const parts = sections.map((section) => [heading(section.title, "─"), ...section.blocks.map(blockText)].join("\n\n"));
  return [heading(title, "═"), wrapped(finding), ...parts].join("\n\n");
}

function blockText(block: Block): string {
  switch (block.kind) {
    case "text":
      return wrapped(block.text);
    case "table":
      return tableText(block);
    case "grid":
      return gridText(block);
    case "figure":
      return `${rowLabels(block)}: see ${block.name}.png`;
    case "chart":
      return `${block.title}: see report.html`;
    case "scatter":
      return `${block.title}: see ${block.name}.png${namesOf(block)}`;
  }
}

/** What the numbers in the picture stand for. */
function namesOf({ labels, classes }: Scatter): string {
  if (!classes) return "";
  const known = [...new Set(labels)].sort((a, b) => a - b);
  return ` (${known.map((label) => `${label}: ${classOf(label, classes)}`).join(", ")})`;
}

function rowLabels({ rows }: Figure): string {
  return rows.every(({ label }) => label === "") ? "Pictures" : rows.map(({ label }) => label).join(" · ");
}

function tableText({ title, columns, rows }: Table): string {
  const isNumber = (key: string) => rows.some((row) => typeof row[key] === "number");
  const text = table(
    columns.map(({ key, title }) => ({ title, align: isNumber(key) ? "right" : "left" })),
    rows.map((row) => columns.map((column) => cellText(row[column.key], column))),
  );
  return title === undefined ? text : `${title}\n\n${text}`;
}

/** Two decimals without the zero before the point, so that 28 fit into a line: `.98`; `0` and `1` are exact. */
function gridText({ title, rows, marked }: NumberGrid): string {
  const lines = rows.map((row, index) => `${index === marked ? "→" : " "} ${row.map(shortNumber).join(" ")}`.trimEnd());
  return [title, ...lines].join("\n");
}

export function shortNumber(value: number): string {
  if (value === 0 || value === 1) return String(value).padStart(3);
  const text = value.toFixed(2);
  return (text.startsWith("0") ? text.slice(1) : text.slice(0, 3)).padStart(3);
}

function heading(title: string, rule: string): string {
  return `${title}\n${rule.repeat(title.length)}`;
}

function wrapped(text: string): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join("\n");
}
