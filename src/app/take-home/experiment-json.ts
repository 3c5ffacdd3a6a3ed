import type { Block, ExperimentResult } from "../../experiments/result.js";

export interface ExperimentFacts {
  readonly name: string;
  readonly quick: boolean;
  readonly seconds: number;
}

/** The result for programs. Pictures are named by their files; numbers that JSON has no way to write are strings. */
export function experimentJson({ finding, sections }: ExperimentResult, facts: ExperimentFacts): string {
  const { name, quick, seconds } = facts;
  const content = {
    experiment: name,
    quick,
    seconds,
    finding,
    sections: sections.map(({ title, blocks }) => ({ title, blocks: blocks.map(jsonBlock) })),
  };
  return `${JSON.stringify(content, jsonValue, 2)}\n`;
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
