import { html, nothing, type TemplateResult } from "lit";
import type { Reading } from "../state/reading.js";
import { withColumn, without } from "../state/remedies.js";
import type { Outline, OwnData } from "../worker/protocol.js";
import { PageElement } from "./page-element.js";

/** Fields whose choices take many words. */
const WIDE: readonly string[] = ["validateOn", "label", "scale", "header"];

type Options = readonly (readonly [value: string, label: string])[];

const SCALES: Options = [
  ["auto", "as found: pixels or as they are"],
  ["none", "as they are"],
  ["columns", "each column to 0…1"],
  ["range", "all to 0…1 by one range"],
  ["standard", "each column to mean 0, deviation 1"],
  ["bytes", "pixels from 0 to 255"],
];
const MISSING: Options = [
  ["error", "refused"],
  ["mean", "the column's mean"],
  ["mask", "not in the loss"],
];
const TEXT: Options = [
  ["error", "refused"],
  ["drop", "left out"],
  ["categories", "a value each"],
];
const DATES: Options = [
  ["error", "refused"],
  ["drop", "left out"],
  ["seconds", "seconds since 1970"],
];
const HEADERS: Options = [
  ["auto", "as found"],
  ["true", "names the columns"],
  ["false", "is a sample like the others"],
];
const DECIMALS: Options = [
  ["auto", "as found"],
  ["point", "with a point: 0.5"],
  ["comma", "with a comma: 0,5"],
];
const SEPARATORS: Options = [
  ["auto", "as found"],
  [",", "commas"],
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "bars"],
  [" ", "blanks"],
];
const ENCODINGS: Options = [
  ["auto", "as found"],
  ["utf-8", "UTF-8"],
  ["utf-16le", "UTF-16, little-endian"],
  ["utf-16be", "UTF-16, big-endian"],
  ["windows-1252", "Windows-1252"],
];

/**
 * What can be said about how own files are read.
 * @fires reading with what is changed of the {@link Reading} as its detail
 */
export class DataChoices extends PageElement {
  static override properties = {
    outline: { attribute: false },
    reading: { attribute: false },
    own: { attribute: false },
  };

  /** What was found in the files. */
  declare outline: Outline;
  declare reading: Reading;
  /** What was decided; nothing where they could not be read. */
  declare own: OwnData | undefined;

  protected override render(): TemplateResult {
    const { outline, reading } = this;
    const { kind, columns } = outline;
    const has = (holds: "texts" | "dates") => columns.some((column) => column.holds === holds);
    const table = kind === "table";
    return html`
      <div class="fields">
        ${outline.files.length > 1 ? this.#select("validateOn", "Validate on", this.#files) : nothing}
        ${table ? this.#select("label", "Labels", this.#labels) : nothing}
        ${table ? this.#select("header", "First row", HEADERS) : nothing}
        ${this.#select("scale", "Scaling", SCALES)}
        ${kind === "pictures" ? nothing : this.#select("missing", "Missing values", MISSING)}
        ${table && (has("texts") || reading.text !== "error") ? this.#select("text", "Columns of texts", TEXT) : nothing}
        ${table && (has("dates") || reading.dates !== "error") ? this.#select("dates", "Columns of dates", DATES) : nothing}
        ${table ? this.#select("decimal", "Decimals", DECIMALS) : nothing}
        ${table ? this.#select("separator", "Separated by", SEPARATORS) : nothing}
        ${table ? this.#select("encoding", "Characters", ENCODINGS) : nothing}
      </div>
      ${kind === "array" ? this.#check("transpose", "Exchange height and width, as EMNIST needs") : nothing}
      ${kind === "pictures" ? this.#check("colour", "Keep colour") : nothing} ${columns.length > 0 ? this.#columns() : nothing}
    `;
  }

  get #labels(): Options {
    const { columns } = this.outline;
    const usual = this.reading.label === "auto" ? this.#labelPlace : undefined;
    const found = usual === undefined ? "none" : (columns[usual]?.name ?? "");
    return [
      ["auto", this.own ? `as found: ${found}` : "as found"],
      ["none", "none"],
      ...columns.map(({ name }, place) => [String(place), name] as const),
    ];
  }

  get #files(): Options {
    const said = this.outline.files.map((name) => [name, name] as const);
    return this.own?.validation || this.reading.validateOn !== "auto" ? said : [["auto", "choose one"], ...said];
  }

  /** The column of labels, once that is known. */
  get #labelPlace(): number | undefined {
    const { label } = this.reading;
    if (typeof label === "number") return label;
    return label === "none" ? undefined : this.own?.preparation.table?.label?.position;
  }

  /** The places of the columns that make a sample. */
  get #used(): readonly number[] {
    const { columns, drop } = this.reading;
    const known = this.own?.preparation.table?.columns.map(({ position }) => position);
    if (known) return known;
    if (columns !== "auto") return columns;
    return [...this.outline.columns.keys()].filter((place) => !drop.includes(place) && place !== this.#labelPlace);
  }

  #columns(): TemplateResult {
    const used = this.#used;
    const label = this.#labelPlace;
    const all = [...this.outline.columns.keys()].filter((place) => place !== label);
    const toggle = (place: number) => {
      if (used.includes(place)) this.#say(without(this.reading, place));
      else this.#say(withColumn(this.reading, place, used, all));
    };
    return html`
      <fieldset class="columns">
        <legend>Columns to learn</legend>
        <div class="column-list" tabindex="0" role="group" aria-label="Columns to learn">
          ${this.outline.columns.map(({ name, example }, place) =>
            place === label
              ? html`<p class="hint">${name}: the labels</p>`
              : html`<label class="check">
                  <input type="checkbox" .checked=${used.includes(place)} @change=${() => toggle(place)} />
                  <span>${name}${example === "" ? nothing : html` <span class="example">${example}</span>`}</span>
                </label>`,
          )}
        </div>
      </fieldset>
    `;
  }

  #select(name: keyof Reading, label: string, options: Options): TemplateResult {
    const chosen =
      name === "validateOn" && this.reading.validateOn === "auto" && this.own?.validation
        ? this.own.validation
        : String(this.reading[name]);
    return html`
      <div class=${WIDE.includes(name) ? "field wide" : "field"}>
        <label for=${`read-${name}`}>${label}</label>
        <select id=${`read-${name}`} @change=${(event: Event) => this.#chosen(name, (event.target as HTMLSelectElement).value)}>
          ${options.map(([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`)}
        </select>
      </div>
    `;
  }

  #check(name: "colour" | "transpose", label: string): TemplateResult {
    return html`<label class="check">
      <input id=${`read-${name}`} type="checkbox" .checked=${this.reading[name]} @change=${() => this.#say({ [name]: !this.reading[name] })} />
      ${label}
    </label>`;
  }

  #chosen(name: keyof Reading, value: string): void {
    if (name === "header") this.#say({ header: value === "auto" ? value : value === "true" });
    else if (name === "label") {
      const label = value === "auto" || value === "none" ? value : Number(value);
      this.#say({ label, drop: this.reading.drop.filter((place) => place !== label) });
    }
    // Other fields: what was said of columns is of none of them.
    else if (name === "separator" || name === "decimal")
      this.#say({ [name]: value, label: "auto", columns: "auto", drop: [] });
    else this.#say({ [name]: value });
  }

  #say(detail: Partial<Reading>): void {
    this.dispatchEvent(new CustomEvent<Partial<Reading>>("reading", { detail }));
  }
}
