import { html, nothing, type TemplateResult } from "lit";
import { type DataChoice, MNIST_CHOICE } from "../state/data-choice.js";
import type { Failure } from "../state/session.js";
import type { DataInfo, ReadOptions } from "../worker/protocol.js";
import { droppedFiles, withoutHidden } from "./dropped-files.js";
import { count, shapeText } from "./format.js";
import { PageElement } from "./page-element.js";

/** The visitor's files, and how to read them. */
export interface FilesChosen {
  readonly files: readonly File[];
  readonly options: ReadOptions;
}

const LARGEST_SIDE = 256;

/**
 * Where the data come from: MNIST, or the visitor's own files.
 * @fires mnist
 * @fires choice with the changed {@link DataChoice} as its detail
 * @fires files with {@link FilesChosen} as its detail
 */
export class DataPanel extends PageElement {
  static override properties = {
    data: { attribute: false },
    failure: { attribute: false },
    disabled: { attribute: false },
    choice: { attribute: false },
    over: { state: true },
  };

  declare data: DataInfo | undefined;
  declare failure: Failure | undefined;
  declare disabled: boolean;
  declare choice: DataChoice;
  declare private over: boolean;

  constructor() {
    super();
    this.choice = MNIST_CHOICE;
    this.over = false;
  }

  protected override render(): TemplateResult {
    const { own } = this.choice;
    return html`
      <fieldset ?disabled=${this.disabled}>
        <legend>Data</legend>
        <div class="choices">
          <label><input type="radio" name="data" .checked=${!own} @change=${this.#mnist} /> MNIST digits</label>
          <label><input type="radio" name="data" id="own-data" .checked=${own} @change=${this.#ownChosen} /> Your own files</label>
        </div>
        ${own ? this.#drop() : nothing}
        ${this.data ? html`<p class="hint" id="data-summary">${summary(this.data)}</p>` : nothing}
      </fieldset>
    `;
  }

  #drop(): TemplateResult {
    return html`
      <div
        class=${this.over ? "drop over" : "drop"}
        @dragover=${this.#dragOver}
        @dragleave=${() => this.#hover(false)}
        @drop=${this.#dropped}
      >
        <p>Drop a file, pictures or a folder of them here: IDX, CSV, NPY (also .gz), PNG, JPEG, WebP.</p>
        <div class="pickers">
          <label class="button">Choose files<input id="files" type="file" multiple @change=${this.#picked} /></label>
          <label class="button">Choose a folder<input type="file" webkitdirectory @change=${this.#picked} /></label>
        </div>
        <p class="hint">They are read here, in this tab, and never leave your computer.</p>
      </div>
      ${this.failure ? html`<p class="field-error" id="file-error" role="alert">${this.failure.message}</p>` : nothing}
      <div class="field">
        <label for="size">Crop pictures to (pixels a side)</label>
        <input
          id="size"
          inputmode="numeric"
          autocomplete="off"
          .value=${this.choice.size}
          @change=${this.#sizeChanged}
          aria-invalid=${this.#side === undefined ? "true" : nothing}
          aria-describedby=${this.#side === undefined ? "size-error" : nothing}
        />
        ${
          this.#side === undefined
            ? html`<p class="field-error" id="size-error">A whole number from 1 to ${LARGEST_SIDE}, please.</p>`
            : nothing
        }
      </div>
      <label class="check">
        <input type="checkbox" .checked=${this.choice.stretch} @change=${this.#stretchChanged} />
        Stretch a table's columns to 0…1
      </label>
    `;
  }

  get #side(): number | undefined {
    const side = Number(this.choice.size);
    return Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE ? side : undefined;
  }

  #mnist(): void {
    this.#choose({ own: false, files: [] });
    if (!this.data?.mnist) this.dispatchEvent(new CustomEvent("mnist"));
  }

  #ownChosen(): void {
    this.#choose({ own: true });
  }

  #hover(over: boolean): void {
    this.over = over;
  }

  #dragOver(event: DragEvent): void {
    event.preventDefault();
    this.#hover(true);
  }

  async #dropped(event: DragEvent): Promise<void> {
    event.preventDefault();
    this.#hover(false);
    if (!event.dataTransfer || this.disabled) return;
    this.#read(withoutHidden(await droppedFiles(event.dataTransfer)));
  }

  #picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    this.#read(withoutHidden(Array.from(input.files ?? [])));
    // The same file again is a change, too: it may have been mended.
    input.value = "";
  }

  #sizeChanged(event: Event): void {
    this.#choose({ size: (event.target as HTMLInputElement).value });
    this.#read(this.choice.files);
  }

  #stretchChanged(event: Event): void {
    this.#choose({ stretch: (event.target as HTMLInputElement).checked });
    this.#read(this.choice.files);
  }

  #read(files: readonly File[]): void {
    const size = this.#side;
    if (files.length === 0 || size === undefined) return;
    this.#choose({ files });
    const detail = { files, options: { size, stretch: this.choice.stretch } };
    this.dispatchEvent(new CustomEvent<FilesChosen>("files", { detail }));
  }

  #choose(changes: Partial<DataChoice>): void {
    this.choice = { ...this.choice, ...changes };
    this.dispatchEvent(new CustomEvent<DataChoice>("choice", { detail: this.choice }));
  }
}

function summary({ name, shape, count: samples, validationCount }: DataInfo): string {
  const one = shape.length === 1 ? `${shapeText(shape)} values` : shapeText(shape);
  const aside =
    validationCount > 0 ? `${count(validationCount)} kept aside to validate on` : "too few to keep any aside";
  return `${name}: ${count(samples)} samples of ${one} to train on, ${aside}.`;
}
