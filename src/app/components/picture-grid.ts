import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { sizeOf } from "../../index.js";
import { columnsOf, isWide } from "../state/table-columns.js";
import type { DataInfo, Snapshot } from "../worker/protocol.js";
import { codeImage, isMaps } from "./code-picture.js";
import { numbers, shapeText } from "./format.js";
import { PageElement } from "./page-element.js";
import { imageOf, largestOf, type PictureShape, paint, pictureShape } from "./paint.js";

/** Before the data are there. */
const EMPTY_NAMES = Array.from({ length: 10 }, (_, index) => String(index));

/** Samples of a table are rows of numbers. */
function table(data: DataInfo, snapshot: Snapshot | undefined): TemplateResult {
  const { names, values, mask } = data.examples;
  const drawn = snapshot ? [{ name: "", values: snapshot.reconstructions }] : [];
  return html`
    <p class="hint">
      Each value above what is drawn from its sample's code${snapshot ? ` of ${numbers(snapshot.codeSize)}` : ""}; the redder, the further off. In the
      units of the file.
    </p>
    <table-samples .data=${data} .names=${names} .values=${values} .mask=${mask} .drawn=${drawn} .codes=${snapshot?.codes} .label=${"Samples, and what is drawn from their codes"}></table-samples>
    <column-plot
      .data=${data}
      .names=${names}
      .values=${isWide(data) ? values : data.cloud}
      .drawn=${isWide(data) ? snapshot?.reconstructions : snapshot?.cloud}
    ></column-plot>
  `;
}

/** A few samples, each above its code and what the network draws from that. */
export class PictureGrid extends PageElement {
  static override properties = {
    data: { attribute: false },
    snapshot: { attribute: false },
    codeShape: { attribute: false },
  };

  declare data: DataInfo | undefined;
  declare snapshot: Snapshot | undefined;
  /** Of a code as the settings have it; nothing while that is not known. */
  declare codeShape: readonly number[] | undefined;

  protected override render(): TemplateResult {
    const { data, snapshot } = this;
    if (data && columnsOf(data)) return table(data, snapshot);
    const names = data?.examples.names ?? EMPTY_NAMES;
    const [height, width] = this.#picture;
    const tone = this.#tone;
    const shape = this.#codeShape;
    const maps = shape !== undefined && isMaps(shape);
    const code = shape
      ? ` of ${numbers(sizeOf(shape))}${maps ? ` (${shapeText(shape)}, each map by itself)` : ""}`
      : "";
    const noise = snapshot?.given ? ", the same with noise as the model gets it," : ",";
    return html`
      <p class="hint">
        Each column: a picture${noise} its code${code}, and the picture drawn from the code alone.
      </p>
      <div class="samples" role="group" aria-label="Pictures, their codes, and what is drawn from them">
        ${names.map((name) => {
          const canvas = (kind: string, said = kind) =>
            html`<canvas class=${`${kind} ${tone}`} width=${width} height=${height} role="img" aria-label=${`${name}, ${said}`}></canvas>`;
          return html`
            <div class="sample">
              ${canvas("original")} ${snapshot?.given ? canvas("given", "with noise") : nothing}
              <canvas class=${maps ? "code maps" : "code"} width="4" height="8" role="img" aria-label=${`${name}, code`}></canvas>
              ${canvas("reconstruction")}
            </div>
          `;
        })}
      </div>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("data") && this.data) this.#drawAll("original", this.data.examples.values);
    if (!changed.has("snapshot") && !changed.has("data")) return;
    if (this.snapshot) {
      if (this.snapshot.given) this.#drawAll("given", this.snapshot.given);
      this.#drawAll("reconstruction", this.snapshot.reconstructions);
      this.#drawCodes(this.snapshot);
    } else {
      for (const kind of ["code", "reconstruction"]) {
        for (const canvas of this.#canvases(kind))
          canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height);
      }
    }
  }

  get #picture(): PictureShape {
    return pictureShape(this.data?.shape ?? [28, 28]);
  }

  get #tone() {
    return (this.data?.mnist ?? true) ? "ink" : "light";
  }

  /** Of the model that is shown, else as it is set. */
  get #codeShape(): readonly number[] | undefined {
    return this.snapshot?.codeShape ?? this.codeShape;
  }

  #canvases(kind: string): HTMLCanvasElement[] {
    return [...this.querySelectorAll<HTMLCanvasElement>(`canvas.${kind}`)];
  }

  #drawAll(kind: string, values: Uint8Array | Float32Array): void {
    const { data } = this;
    if (!data) return;
    const size = sizeOf(data.shape);
    for (const [index, canvas] of this.#canvases(kind).entries()) {
      const pixels = { values, offset: index * size, size, range: data.range };
      paint(canvas, imageOf(this.#picture, pixels, this.#tone));
    }
  }

  #drawCodes({ codes, codeSize, codeShape }: Snapshot): void {
    // One scale for all, so that codes can be compared.
    const largest = largestOf(codes);
    for (const [index, canvas] of this.#canvases("code").entries()) {
      paint(canvas, codeImage(codes.subarray(index * codeSize, (index + 1) * codeSize), codeShape, largest));
    }
  }
}
