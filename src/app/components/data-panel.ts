import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { type DataChoice, type InUse, MNIST_CHOICE, SIDE_RULE, sideOf, withFiles } from "../state/data-choice.js";
import type { Reading } from "../state/reading.js";
import type { Remedy, Surroundings } from "../state/remedies.js";
import type { Failure } from "../state/state.js";
import type { Suited } from "../state/suited.js";
import { isTouch } from "../state/touch.js";
import type { DataInfo, GivenFile, Outline } from "../worker/protocol.js";
import { advice } from "./advice.js";
import { pickedFiles, unreadText } from "./dropped-files.js";
import { count, shapeText } from "./format.js";
import { PageElement } from "./page-element.js";

/** What a message proposes, and whether that is of the data in use or of the files that were given last. */
export interface PanelRemedy {
  readonly remedy: Remedy;
  readonly inUse: boolean;
}

const NOT_STARTED =
  "Training has not started: binary cross-entropy takes values from 0 to 1, and these data have others. Choose one of these ways, then start again.";

/**
 * Where the data come from: MNIST, or the visitor's own files, and how those are read.
 * @fires mnist
 * @fires choice with the changed {@link DataChoice} as its detail, of which nothing needs to be read anew
 * @fires files with a {@link DataChoice} whose files are to be read
 * @fires given with files that were chosen
 * @fires remedy with a {@link PanelRemedy} to apply
 */
export class DataPanel extends PageElement {
  static override properties = {
    data: { attribute: false },
    outline: { attribute: false },
    failure: { attribute: false },
    used: { attribute: false },
    outlook: { attribute: false },
    notStarted: { attribute: false },
    suited: { attribute: false },
    disabled: { attribute: false },
    reading: { attribute: false },
    choice: { attribute: false },
    over: { state: true },
    open: { state: true },
  };

  declare data: DataInfo | undefined;
  /** What was found in the files that were given last. */
  declare outline: Outline | undefined;
  declare failure: Failure | undefined;
  /** How the data in use were chosen, where they are the visitor's. */
  declare used: InUse | undefined;
  /** What will disappoint of the data in use and the model that is set. */
  declare outlook: readonly string[];
  /** Whether a run was not begun for what the loss cannot take of the data. */
  declare notStarted: boolean;
  /** Other settings for them. */
  declare suited: Suited | undefined;
  declare disabled: boolean;
  /** Whether data are being read: other choices may be made meanwhile, and the last is read. */
  declare reading: boolean;
  declare choice: DataChoice;
  declare private over: boolean;
  /** Whether it is shown how files are read. */
  declare private open: boolean;
  #wasHere = false;
  #hadFocus = false;

  constructor() {
    super();
    this.choice = MNIST_CHOICE;
    this.over = false;
    this.open = false;
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.#hadFocus = this.contains(document.activeElement);
    // What went wrong is mended there; it does not close under the visitor's hands when that is done.
    if (changed.has("failure") && this.failure) this.open = true;
  }

  protected override updated(changed: PropertyValues): void {
    // Files may have been dropped far from here; what failed before the panel was there is no news.
    if (changed.has("failure") && this.#wasHere)
      this.querySelector("#file-error")?.scrollIntoView({ block: "nearest" });
    this.#wasHere = true;
    // A remedy's button goes with its message, and would take the keyboard's focus with it.
    if (!this.#hadFocus || this.contains(document.activeElement)) return;
    const place = this.querySelector<HTMLElement>("#reading > summary") ?? this.querySelector<HTMLElement>("#own-data");
    place?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    const { own } = this.choice;
    return html`
      <fieldset ?disabled=${this.disabled} aria-busy=${this.reading ? "true" : nothing}>
        <legend>Data</legend>
        <div class="choices">
          <label><input type="radio" name="data" .checked=${!own} @change=${this.#mnist} /> MNIST digits</label>
          <label><input type="radio" name="data" id="own-data" .checked=${own} @change=${this.#ownChosen} /> Your own files</label>
        </div>
        ${own ? this.#drop() : nothing}
        ${this.data ? html`<p class="hint" id="data-summary">${this.failure && own ? "Still in use: " : ""}${summary(this.data)}</p>` : nothing}
        ${own ? [this.#told(), this.#choices()] : nothing}
      </fieldset>
    `;
  }

  #drop(): TemplateResult {
    const side = sideOf(this.choice);
    return html`
      <div
        class=${this.over ? "drop over" : "drop"}
        @dragover=${() => this.#hover(true)}
        @dragleave=${() => this.#hover(false)}
        @drop=${() => this.#hover(false)}
      >
        <p>${isTouch() ? "Choose a file or pictures" : "Drop a file, pictures or a folder of them here"}: CSV, Parquet, NPY, NPZ, IDX, safetensors (also .gz), PNG, JPEG, WebP.</p>
        <div class="pickers">
          <label class="button">Choose files<input id="files" type="file" multiple @change=${this.#picked} /></label>
          <label class="button">Choose a folder<input type="file" webkitdirectory @change=${this.#picked} /></label>
        </div>
        <p class="hint">They are read here, in this tab, and never leave your computer.</p>
        <p class="hint">
          None at hand? <button type="button" class="link" id="try-table" @click=${this.#tryTable}>Try a pump’s sensors</button>: a made-up table, with
          faults to find.
        </p>
      </div>
      ${
        this.failure
          ? html`<div class="field-error" id="file-error" role="alert">
              ${advice(this.failure.message, { reading: this.choice.reading, outline: this.outline, failed: true }, (remedy) => this.#apply(remedy, false))}
            </div>`
          : nothing
      }
      ${this.#unread()} ${this.#size(side)}
    `;
  }

  #unread(): TemplateResult | typeof nothing {
    const said = unreadText(this.choice.unread ?? []);
    return said === undefined ? nothing : html`<p class="field-error" id="unread" role="alert">${said}</p>`;
  }

  /** Of pictures, and before anything is known. */
  #size(side: number | undefined): TemplateResult | typeof nothing {
    if (this.outline && this.outline.kind !== "pictures") return nothing;
    return html`
      <div class="field">
        <label for="size">Crop pictures to (pixels a side)</label>
        <input
          id="size"
          inputmode="numeric"
          autocomplete="off"
          .value=${this.choice.size}
          @change=${this.#sizeChanged}
          aria-invalid=${side === undefined ? "true" : nothing}
          aria-describedby=${side === undefined ? "size-error" : nothing}
        />
        ${side === undefined ? html`<p class="field-error" id="size-error">${SIDE_RULE}</p>` : nothing}
      </div>
    `;
  }

  /** What was decided, and what will disappoint. */
  #told(): TemplateResult | typeof nothing {
    const own = this.data?.own;
    if (!own) return nothing;
    const { choice, outline } = this.used ?? this;
    const around = { reading: choice.reading, outline };
    return html`
      <ul class="told hint" id="data-told">
        ${own.told.map((line) => html`<li>${advice(sentence(line), around, (remedy) => this.#apply(remedy, true))}</li>`)}
      </ul>
      ${own.warnings.map((warning) => this.#warning(warning, around))}
      <div id="outlook" role="status">
        ${this.notStarted ? html`<p class="field-error" id="not-started">${NOT_STARTED}</p>` : nothing}
        ${this.suited ? this.#suited(this.suited) : nothing} ${this.outlook.map((warning) => this.#warning(warning, around))}
      </div>
    `;
  }

  #suited({ text, remedy }: Suited): TemplateResult {
    return html`<div class="notice">
      <p>${text}</p>
      <p class="remedies"><button type="button" class="small" id="suit" @click=${() => this.#apply(remedy, true)}>${remedy.label}</button></p>
    </div>`;
  }

  #warning(text: string, around: Surroundings): TemplateResult {
    return html`<div class="notice">${advice(text, around, (remedy) => this.#apply(remedy, true))}</div>`;
  }

  #choices(): TemplateResult | typeof nothing {
    if (!this.outline || this.choice.files.length === 0) return nothing;
    return html`
      <details class="reading" id="reading" .open=${this.open} @toggle=${this.#toggled}>
        <summary>Change how they are read</summary>
        <data-choices
          .outline=${this.outline}
          .reading=${this.choice.reading}
          .own=${this.failure ? undefined : this.data?.own}
          @reading=${({ detail }: CustomEvent<Partial<Reading>>) => this.#readAs(detail)}
        ></data-choices>
      </details>
    `;
  }

  #apply(remedy: Remedy, inUse: boolean): void {
    this.dispatchEvent(new CustomEvent<PanelRemedy>("remedy", { detail: { remedy, inUse } }));
  }

  #toggled(event: Event): void {
    this.open = (event.target as HTMLDetailsElement).open;
  }

  #mnist(): void {
    this.#choose({ own: false, files: [], unread: [] });
    if (!this.data?.mnist || this.reading) this.dispatchEvent(new CustomEvent("mnist"));
  }

  #ownChosen(): void {
    this.#choose({ own: true });
  }

  #hover(over: boolean): void {
    this.over = over;
  }

  #picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = pickedFiles(input.files);
    if (files.length > 0) this.dispatchEvent(new CustomEvent<readonly GivenFile[]>("given", { detail: files }));
    // The same file again is a change, too: it may have been mended.
    input.value = "";
  }

  async #tryTable(): Promise<void> {
    const { pumpTable } = await import("../samples/pump-table.js");
    const file = pumpTable();
    const choice = withFiles(this.choice, [{ file, path: file.name }]);
    // Its sensors count in units of their own: unless that is said, the notebook's model could not learn from them.
    this.#read({ ...choice, reading: { ...choice.reading, scale: "columns" } });
  }

  #sizeChanged(event: Event): void {
    this.#read({ ...this.choice, size: (event.target as HTMLInputElement).value });
  }

  #readAs(changes: Partial<Reading>): void {
    this.#read({ ...this.choice, reading: { ...this.choice.reading, ...changes } });
  }

  #read(choice: DataChoice): void {
    this.choice = choice;
    this.dispatchEvent(new CustomEvent<DataChoice>("files", { detail: choice }));
  }

  #choose(changes: Partial<DataChoice>): void {
    this.choice = { ...this.choice, ...changes };
    this.dispatchEvent(new CustomEvent<DataChoice>("choice", { detail: this.choice }));
  }
}

function summary(data: DataInfo): string {
  const { name, shape, count: samples } = data;
  const [size] = shape;
  const one = shape.length > 1 ? shapeText(shape) : `${shapeText(shape)} ${size === 1 ? "value" : "values"}`;
  return `${name}: ${count(samples)} ${samples === 1 ? "sample" : "samples"} of ${one} to train on, ${keptAside(data)}.`;
}

/** What is validated on, and how it was chosen. */
function keptAside({ mnist, own, validationCount, labelled }: DataInfo): string {
  if (validationCount === 0) return "too few to keep any aside";
  if (mnist) return `${count(validationCount)} kept aside to validate on`;
  if (own?.validation) return `${count(validationCount)} in ${own.validation} to validate on`;
  return `${count(validationCount)} kept aside to validate on: a tenth, drawn at random${labelled ? ", each class in proportion" : ""}`;
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
