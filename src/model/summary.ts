import { sizeOf } from "../data/dataset.js";
import { kindOf } from "../layers/layers.js";
import type { Network, PlacedLayer } from "./network.js";

const WIDTHS = [32, 24, 15] as const;

/** Number of trainable values. */
export function countParameters(layers: readonly PlacedLayer[]): number {
  return layers.flatMap((layer) => layer.parameters).reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0);
}

/** The table that Keras's `model.summary()` prints: layer and type, output shape, number of parameters. */
export function summarize({ layers, inputShape }: Network, title: string): string {
  const total = countParameters(layers);
  const rows = [
    ["input (InputLayer)", shapeText(inputShape), "0"],
    ...layers.map((placed) => [
      `${placed.name} (${kindOf(placed.layer).kerasName})`,
      shapeText(placed.outputShape),
      countParameters([placed]).toLocaleString("en"),
    ]),
  ];
  const line = (left: string, middle: string, right: string, fill: string) =>
    left + WIDTHS.map((width) => fill.repeat(width + 2)).join(middle) + right;
  const row = (cells: readonly string[]) =>
    `│${cells.map((cell, column) => ` ${pad(cell, WIDTHS[column] ?? 0, column === 2)} `).join("│")}│`;
  return [
    `Model: "${title}"`,
    line("┌", "┬", "┐", "─"),
    row(["Layer (type)", "Output Shape", "Param #"]),
    line("├", "┼", "┤", "─"),
    ...rows.map(row),
    line("└", "┴", "┘", "─"),
    ` Total params: ${total.toLocaleString("en")} (${kilobytes(total)})`,
    ` Trainable params: ${total.toLocaleString("en")} (${kilobytes(total)})`,
    " Non-trainable params: 0 (0.00 B)",
  ].join("\n");
}

const shapeText = (shape: readonly number[]) => `(None, ${shape.join(", ")})`;
const kilobytes = (count: number) =>
  count * 4 < 1024
    ? `${(count * 4).toFixed(2)} B`
    : count * 4 < 1024 ** 2
      ? `${((count * 4) / 1024).toFixed(2)} KB`
      : `${((count * 4) / 1024 ** 2).toFixed(2)} MB`;
const pad = (text: string, width: number, right: boolean) => (right ? text.padStart(width) : text.padEnd(width));
