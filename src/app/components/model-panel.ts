import { html, nothing, type TemplateResult } from "lit";
import { LAYER_FORMS, LAYER_TYPES } from "../../layers/layers.js";
import { aboutCodes } from "../explain/texts.js";
import { CUSTOM, choosingModel, type Draft, type Kept, MODELS, opened } from "../state/draft.js";
import { draftOf, newLayer } from "../state/layer-draft.js";
import { type CheckedLayer, type CheckedModel, imageShape } from "../state/model-check.js";
import { explained } from "./explained.js";
import { count, shapeText } from "./format.js";
import { layerCard } from "./layer-card.js";
import { PageElement } from "./page-element.js";

type Part = "encoder" | "decoder";

/**
 * The model: a preset, or layers of one's own, with the shapes between them, their parameters, and what is wrong with them.
 * @fires draft with the changed {@link Draft} as its detail
 */
export class ModelPanel extends PageElement {
  static override properties = {
    draft: { attribute: false },
    model: { attribute: false },
    shape: { attribute: false },
    disabled: { attribute: false },
    kept: { state: true },
  };

  declare draft: Draft;
  /** The draft's model, checked. */
  declare model: CheckedModel;
  /** Shape of one sample. */
  declare shape: readonly number[];
  declare disabled: boolean;
  /** What a preset that was just chosen has not brought along. */
  declare private kept: Kept["kept"];

  constructor() {
    super();
    this.kept = [];
  }

  protected override render(): TemplateResult {
    const custom = this.draft.model === CUSTOM;
    const { parameters, error, inputShape } = this.model;
    return html`
      <fieldset ?disabled=${this.disabled}>
        <legend>Model</legend>
        <div class="field">
          <label for="model">Model</label>
          <select
            id="model"
            @change=${this.#choose}
            aria-invalid=${error ? "true" : nothing}
            aria-describedby=${error ? "model-error" : nothing}
          >
            ${MODELS.includes(this.draft.model) ? nothing : html`<option selected>${this.draft.model}</option>`}
            ${MODELS.map(
              (name) => html`<option value=${name} .selected=${this.draft.model === name}>${labelOf(name)}</option>`,
            )}
          </select>
          ${error ? html`<p class="field-error" id="model-error">${error}</p>` : nothing}
          ${this.kept.length > 0 ? html`<p class="hint" id="kept" role="status">Your ${this.kept.join(" and ")} ${this.kept.length > 1 ? "stay" : "stays"}: see Training below.</p>` : nothing}
        </div>
        ${custom && imageShape(this.shape) ? this.#inputChoice() : nothing}
        <p class="shape-line">Input <b>${shapeText(inputShape)}</b></p>
        ${this.#part("encoder", "Encoder")} ${this.#part("decoder", "Decoder")}
        <p class="shape-line" id="parameters"><b>${count(parameters)}</b> parameters</p>
        ${
          custom || this.model.encoder.length === 0
            ? nothing
            : html`<button type="button" id="open-model" @click=${this.#open}>Change it layer by layer</button>`
        }
      </fieldset>
      ${explained("What is a code?", aboutCodes())}
    `;
  }

  #inputChoice(): TemplateResult {
    const image = imageShape(this.shape) ?? [];
    return html`
      <div class="field">
        <label for="input">Samples go in as</label>
        <select id="input" @change=${(event: Event) => this.#change({ input: (event.target as HTMLSelectElement).value })}>
          <option value="row" .selected=${this.draft.input !== "image"}>one row of values (for dense layers)</option>
          <option value="image" .selected=${this.draft.input === "image"}>images ${shapeText(image)} (for convolutions)</option>
        </select>
      </div>
    `;
  }

  #part(part: Part, label: string): TemplateResult {
    const checked = this.model[part];
    const custom = this.draft.model === CUSTOM;
    return html`
      <section class="part" aria-label=${label}>
        <h3>${label}</h3>
        <ol class="layers">
          ${checked.map((layer, index) => html`<li>${custom ? this.#card(part, index, layer) : line(layer)}</li>`)}
        </ol>
        ${custom ? this.#adder(part) : nothing}
      </section>
    `;
  }

  #card(part: Part, index: number, checked: CheckedLayer): TemplateResult | typeof nothing {
    const drafts = this.draft[part];
    const draft = drafts[index];
    if (!draft) return nothing;
    return layerCard({
      id: `${part}-${index}`,
      draft,
      checked,
      last: index === drafts.length - 1,
      change: (layer) => this.#change({ [part]: drafts.with(index, layer) }),
      remove: () => this.#change({ [part]: drafts.toSpliced(index, 1) }),
      move: (by) => this.#change({ [part]: drafts.toSpliced(index, 1).toSpliced(index + by, 0, draft) }),
    });
  }

  #adder(part: Part): TemplateResult {
    const label = `Add to the ${part}`;
    return html`
      <select class="adder" id=${`add-${part}`} aria-label=${label} @change=${(event: Event) => this.#add(part, event)}>
        <option value="">+ ${label} …</option>
        ${Object.entries(LAYER_FORMS).map(
          ([type, { label: name, about }]) => html`<option value=${type}>${name}: ${about}</option>`,
        )}
      </select>
    `;
  }

  #add(part: Part, event: Event): void {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    select.value = "";
    for (const type of LAYER_TYPES) {
      if (type === value) this.#change({ [part]: [...this.draft[part], newLayer(type)] });
    }
  }

  #choose(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    if (value === CUSTOM) this.#open();
    else {
      const { draft, kept } = choosingModel(this.draft, value);
      this.kept = kept;
      this.#send(draft);
    }
  }

  /** The layers that are there, free to be changed. */
  #open(): void {
    this.#send(opened(this.draft, this.shape));
  }

  #change(changes: Partial<Draft>): void {
    this.#send({ ...this.draft, ...changes });
  }

  #send(detail: Draft): void {
    this.dispatchEvent(new CustomEvent<Draft>("draft", { detail }));
  }
}

/** A layer that is only looked at. */
function line({ layer, outputShape, parameters = 0 }: CheckedLayer): TemplateResult | typeof nothing {
  if (!layer) return nothing;
  const { label, fields } = LAYER_FORMS[layer.type];
  const { values } = draftOf(layer);
  // What is in the shape need not be said twice.
  const plain = fields.filter(({ name }) => name !== "units" && name !== "filters");
  const said = plain.filter(
    ({ name, start }) => values[name] !== "" && (name === "activation" || values[name] !== start),
  );
  const words = said.map(({ name, label: of }) =>
    name === "activation" ? values[name] : `${of.toLowerCase()} ${values[name]}`,
  );
  return html`
    <span class="layer-name">${label}</span> ${words.join(", ")}
    <span class="layer-shape">→ ${shapeText(outputShape ?? [])}${parameters > 0 ? html` · ${count(parameters)}` : nothing}</span>
  `;
}

function labelOf(name: string): string {
  return name === CUSTOM ? "My own, layer by layer" : name.charAt(0).toUpperCase() + name.slice(1);
}
