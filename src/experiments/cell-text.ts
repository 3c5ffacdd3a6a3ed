import type { Cell, Column } from "./result.js";

/** A table's cell as people read it: formatted, with its unit; a dash where there is none. */
export function cellText(cell: Cell | undefined, { format, unit }: Column): string {
  if (cell === null || cell === undefined) return "–";
  if (typeof cell === "string") return cell;
  const behind = unit === undefined ? "" : unit === "°" ? unit : ` ${unit}`;
  return `${numberText(cell, format)}${behind}`;
}

function numberText(value: number, format: Column["format"]): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (!format) return grouped(value);
  if (format.style === "percent") return `${minus((100 * value).toFixed(format.digits))} %`;
  if (format.style === "scientific") return value === 0 ? "0" : minus(value.toExponential(format.digits));
  return minus(value.toFixed(format.digits));
}

/** Thousands separated: `60,000`. */
function grouped(value: number): string {
  return minus(value.toLocaleString("en-US", { maximumFractionDigits: 20 }));
}

/** A minus sign in place of the hyphen; none before a zero. */
function minus(text: string): string {
  return /^-[0.]*$/.test(text) ? text.slice(1) : text.replace(/^-/, "−");
}
