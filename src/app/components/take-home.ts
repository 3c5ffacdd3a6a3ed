import { html, nothing, type TemplateResult } from "lit";
import type { Run } from "../state/run.js";
import type { Download } from "../take-home/download.js";
import { kerasCode } from "../take-home/keras-code.js";
import { type CodeRequest, typescriptCode } from "../take-home/typescript-code.js";
import { byHand, copied } from "./by-hand.js";
import { chartFile } from "./chart-file.js";
import { PageElement } from "./page-element.js";

/** How long "Copied" stands. */
const COPIED = 2000;
const NO_FILES =
  "What makes the files of a run could not be fetched: there is no network, or this page was published anew since you opened it. Train on, and they are made when that ends.";

/** What a visitor can keep: files of the run, the link that restores its settings, and its code. */
export class TakeHome extends PageElement {
  static override properties = {
    downloads: { attribute: false },
    run: { attribute: false },
    code: { attribute: false },
    linked: { attribute: false },
    link: { attribute: false },
    copied: { state: true },
    uncopied: { state: true },
  };

  declare downloads: readonly Download[];
  /** The run that left them. */
  declare run: Run | undefined;
  /** The run as the settings stand; none while they make no model. */
  declare code: CodeRequest | undefined;
  /** Whether a link can restore everything: own files it can't. */
  declare linked: boolean;
  /** Makes a link with the model's weights; none while there is no model. */
  declare link: (() => Promise<string | undefined>) | undefined;
  declare private copied: string | undefined;
  /** What could not be copied. */
  declare private uncopied: string | undefined;

  protected override render(): TemplateResult {
    return html`
      ${
        this.downloads.length > 0
          ? html`<ul class="downloads" aria-label="Downloads">
              ${this.downloads.map(({ name, url }) => html`<li><a class="button" href=${url} download=${name}>${name}</a></li>`)}
              ${this.run ? html`<li>${lossFile(this.run)}</li>` : nothing}
            </ul>`
          : html`<p class="hint">${this.link ? NO_FILES : "When a run ends, its model, history and pictures are here to keep."}</p>`
      }
      <p class="link-line">
        <button type="button" id="copy-link" @click=${() => this.#copy("link", location.href)}>
          ${this.copied === "link" ? "Copied" : "Copy the link"}
        </button>
        <button type="button" id="copy-model-link" ?disabled=${!this.link} @click=${() => void this.#copyModel()}>
          ${this.copied === "model" ? "Copied" : this.copied === "too long" ? "Too large for a link" : "Copy a link with the model"}
        </button>
        <span class="hint">A link brings these settings back${this.linked ? "" : ", but not your files"}: the address of this page holds them.</span>
        ${this.copied === "too long" ? html`<span class="hint" id="too-long">This model is too large for a link: give model.safetensors on, and open it with “Open a model”.</span>` : nothing}
      </p>
      ${byHand(this.uncopied)}
      ${
        this.code
          ? html`${this.#program("typescript", "This run in TypeScript", typescriptCode(this.code))}
        ${this.#program("keras", "This run in Keras (Python)", kerasCode(this.code))}`
          : nothing
      }
      <p class="visually-hidden" role="status">${this.copied === "too long" ? "This model is too large for a link." : this.copied ? "Copied." : ""}</p>
    `;
  }

  #program(id: string, title: string, text: string): TemplateResult {
    return html`
      <details class="program" id=${`code-${id}`}>
        <summary>${title}</summary>
        <button type="button" class="small" @click=${() => this.#copy(id, text)}>${this.copied === id ? "Copied" : "Copy"}</button>
        <pre tabindex="0"><code>${text}</code></pre>
      </details>
    `;
  }

  async #copyModel(): Promise<void> {
    const link = await this.link?.();
    if (link) return this.#copy("model", link);
    this.copied = "too long";
  }

  async #copy(what: string, text: string): Promise<void> {
    const isCopied = await copied(text);
    this.uncopied = isCopied ? undefined : text;
    this.copied = isCopied ? what : undefined;
    if (isCopied) return void setTimeout(() => this.#forget(what), COPIED);
    await this.updateComplete;
    this.querySelector<HTMLElement>("#by-hand")?.focus();
  }

  #forget(what: string): void {
    if (this.copied === what) this.copied = undefined;
  }
}

/** The loss curve as a PNG. */
function lossFile(run: Run): TemplateResult {
  return chartFile("loss.png", async () => {
    const { lossPng } = await import("../take-home/chart-png.js");
    return lossPng(run);
  });
}
