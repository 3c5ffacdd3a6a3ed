import { html, nothing, type TemplateResult } from "lit";
import type { ModelFormatName, Part } from "../../formats.js";
import { MODEL_ENDINGS } from "../state/model-names.js";
import { messageOf } from "../state/services.js";
import type { Shelf } from "../state/shelf.js";
import { saveFile } from "../take-home/download.js";
import { pickedFiles } from "./dropped-files.js";
import { PageElement } from "./page-element.js";

const FORMATS: Readonly<Record<ModelFormatName, string>> = {
  keras: "Keras",
  onnx: "ONNX",
  pytorch: "PyTorch",
  tfjs: "TensorFlow.js",
};
const PARTS: Readonly<Record<Part, string>> = {
  autoencoder: "All of it",
  encoder: "The encoder",
  decoder: "The decoder",
};

/** The model for other programs, and models from there: what reads and writes them is fetched when it is asked for. */
export class OtherPrograms extends PageElement {
  static override properties = {
    shelf: { attribute: false },
    canSave: { attribute: false },
    canOpen: { attribute: false },
    format: { state: true },
    what: { state: true },
    failure: { state: true },
  };

  declare shelf: Shelf;
  /** Whether there is a model to save. */
  declare canSave: boolean;
  /** Whether one may take the place of what is there. */
  declare canOpen: boolean;
  declare private format: ModelFormatName;
  declare private what: Part;
  declare private failure: string | undefined;

  constructor() {
    super();
    this.format = "keras";
    this.what = "autoencoder";
  }

  protected override render(): TemplateResult {
    return html`
      <h3>In other programs</h3>
      <div class="fields">
        ${choice("export-format", "Save for", FORMATS, this.format, (format) => {
          this.format = format;
        })}
        ${choice("export-part", "What of it", PARTS, this.what, (part) => {
          this.what = part;
        })}
      </div>
      <p class="link-line">
        <button type="button" id="export-model" data-file=${`${this.what}.${this.format}`} ?disabled=${!this.canSave} @click=${() => void this.#save()}>Save for ${FORMATS[this.format]}</button>
        <span class="pickers">
          <label class="button">Open a model<input type="file" id="model-file" multiple accept=${MODEL_ENDINGS} ?disabled=${!this.canOpen} @change=${this.#open} /></label>
        </span>
        <span class="hint">One of this page's, or from Keras, ONNX, PyTorch or TensorFlow.js; it can be dropped anywhere here, too.</span>
      </p>
      ${this.failure ? html`<p class="field-error" role="alert" id="export-error">${this.failure}</p>` : nothing}
    `;
  }

  async #save(): Promise<void> {
    this.failure = undefined;
    try {
      const { name, content } = await this.shelf.exported(this.format, this.what);
      saveFile(name, content);
    } catch (error) {
      this.failure = messageOf(error);
    }
  }

  #open(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = pickedFiles(input.files);
    // The same file again is a change, too: it may have been mended.
    input.value = "";
    if (files.length > 0) void this.shelf.openFiles(files);
  }
}

function choice<Name extends string>(
  id: string,
  label: string,
  names: Readonly<Record<Name, string>>,
  chosen: Name,
  choose: (name: Name) => void,
): TemplateResult {
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <select id=${id} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Name)}>
      ${(Object.keys(names) as Name[]).map((name) => html`<option value=${name} ?selected=${name === chosen}>${names[name]}</option>`)}
    </select>
  </div>`;
}
