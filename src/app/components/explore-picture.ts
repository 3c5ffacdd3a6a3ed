import { html, type PropertyValues, type TemplateResult } from "lit";
import type { Values } from "../../index.js";
import type { DataInfo } from "../worker/protocol.js";
import { PageElement } from "./page-element.js";
import { imageOf, paint, pictureShape } from "./paint.js";

/** One sample as a picture; bare while there are no values. */
export class ExplorePicture extends PageElement {
  static override properties = {
    data: { attribute: false },
    values: { attribute: false },
    index: { attribute: false },
    label: { attribute: false },
  };

  /** What its samples are like. */
  declare data: DataInfo;
  declare values: Values | undefined;
  /** Which of the samples in `values`. */
  declare index: number;
  /** For those who don't see it. */
  declare label: string;

  constructor() {
    super();
    this.index = 0;
  }

  protected override render(): TemplateResult {
    const [height, width] = pictureShape(this.data.shape);
    return html`<canvas class=${toneOf(this.data)} width=${width} height=${height} role="img" aria-label=${this.label}></canvas>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!["data", "values", "index"].some((name) => changed.has(name))) return;
    const canvas = this.querySelector("canvas");
    if (!canvas) return;
    const { values, data, index } = this;
    if (!values) {
      canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
      return;
    }
    const size = data.shape.reduce((product, length) => product * length, 1);
    const pixels = { values, offset: index * size, size, range: data.range };
    paint(canvas, imageOf(pictureShape(data.shape), pixels, toneOf(data)));
  }
}

/** MNIST is ink; what visitors bring is light. */
export function toneOf({ mnist }: DataInfo): "ink" | "light" {
  return mnist ? "ink" : "light";
}
