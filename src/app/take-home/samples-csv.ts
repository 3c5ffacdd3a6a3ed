import { inOwnUnits } from "../state/sample-table.js";
import { valueWriters } from "../state/value-text.js";
import type { DataInfo, Snapshot } from "../worker/protocol.js";

/** The examples of a table, each value and what was drawn of it, in the units of the file. */
export function samplesCsv(data: DataInfo, { reconstructions }: Snapshot, columns: readonly string[]): string {
  const { names, values, mask } = data.examples;
  const [own, drawn] = [inOwnUnits(data, values), inOwnUnits(data, reconstructions)];
  const size = columns.length;
  const writers = valueWriters(data);
  const head = ["sample", ...columns.flatMap((name) => [name, `${name} drawn`])];
  const rows = names.map((name, row) => [
    name,
    ...columns.flatMap((_, column) => {
      const at = row * size + column;
      const text = (value = Number.NaN) => writers[column]?.digits(value) ?? "";
      return [mask?.[at] === 0 ? "" : text(own[at]), text(drawn[at])];
    }),
  ]);
  return `${[head, ...rows].map((fields) => fields.map(field).join(",")).join("\n")}\n`;
}

const field = (value: string) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
