import type { Block, ExperimentResult } from "./result.js";

/**
 * A result for programs. Pictures are named by their files; numbers that JSON has no way to write are strings.
 * @param experiment its name
 * @param facts what else is known about the run; they stand before the result
 */
export function resultJson(experiment: string, { finding, sections }: ExperimentResult, facts: object): string {
  const content = {
    experiment,
    ...facts,
    finding,
    sections: sections.map(({ title, blocks }) => ({ title, blocks: blocks.map(jsonBlock) })),
  };
  const json = JSON.stringify(content, jsonValue, 2);
  // Lists of numbers on a line of their own: one number a line would bury the rest.
  return `${json.replace(/\[\n[^[\]{}]*\]/g, (list) => list.replace(/\s*\n\s*/g, " "))}\n`;
}

function jsonBlock(block: Block): unknown {
  if (block.kind === "figure") {
    const rows = block.rows.map(({ label, captions }) => ({ label, ...(captions && { captions }) }));
    return { ...block, rows, file: `${block.name}.png` };
  }
  if (block.kind !== "scatter") return block;
  const [x, y, labels] = [block.x, block.y, block.labels].map((values) => Array.from(values));
  return { ...block, x, y, labels, file: `${block.name}.png` };
}

function jsonValue(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
