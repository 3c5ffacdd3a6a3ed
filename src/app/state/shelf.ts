import type { ModelFormatName, Part as ModelPart } from "../../formats.js";
import type { ModelShelf, ShelfEntry } from "../shelf/model-shelf.js";
import type { GivenFile } from "../worker/protocol.js";
import { fragmentOf } from "./address.js";
import { Navigation } from "./navigation.js";
import type { EpochLoss } from "./run.js";
import { messageOf } from "./services.js";
import { Session } from "./session.js";
import { dataIn } from "./state.js";
import { Part, type Store } from "./store.js";

export interface ShelfState {
  /** The newest first; nothing while that is not known. */
  readonly entries: readonly ShelfEntry[] | undefined;
  readonly busy: boolean;
  readonly failure: string | undefined;
  /** For screen readers: what happened last. */
  readonly said: string;
}

/** The models that a visitor keeps in this browser, and the one that a link brought. */
export class Shelf extends Part<ShelfState> {
  readonly #session: Session;
  #opening: Promise<ModelShelf> | undefined;

  constructor(store: Store) {
    super(store, { entries: undefined, busy: false, failure: undefined, said: "" });
    this.#session = store.part(Session);
  }

  override follow(): void {
    if (!this.#opening) void this.#do("", async () => {});
    if (this.#session.state.phase !== "ready") return;
    const navigation = this.store.part(Navigation);
    if (navigation.state.weights !== undefined) void this.#openLinked(navigation.takeWeights() ?? "");
  }

  /** Puts the model that was trained on the shelf. */
  async keep(): Promise<void> {
    const { state } = this.#session;
    if (state.phase !== "finished") return;
    const { run, data, downloads } = state;
    const { draft } = this.store.part(Navigation).state;
    const losses = run.rows.map(({ epoch, loss, valLoss }) => ({
      epoch,
      loss,
      ...(valLoss !== undefined && { valLoss }),
    }));
    await this.#do("The model is on the shelf.", async (shelf) => {
      const picture = downloads.find(({ name }) => name === "pictures.png")?.content;
      const name = `${draft.model}, ${run.rows.length} epochs`;
      const fragment = fragmentOf("train", draft);
      const file = await this.#session.trainer.save();
      await shelf.put({ name, fragment, data: data.name, losses, file, ...(picture && { picture }) });
    });
  }

  /** Brings a model back. */
  async open({ id, name, losses, fragment }: ShelfEntry): Promise<void> {
    await this.#do(`${name} is open.`, async (shelf) => {
      const file = await shelf.file(id);
      if (!file) throw new Error("That model is no longer on the shelf: it was removed, in another tab perhaps.");
      await this.#adopt(file, losses);
      location.hash = fragment;
    });
  }

  async remove({ id, name }: ShelfEntry): Promise<void> {
    await this.#do(`${name} was removed.`, (shelf) => shelf.remove(id));
  }

  async rename({ id }: ShelfEntry, name: string): Promise<void> {
    await this.#do(`It is called ${name} now.`, (shelf) => shelf.rename(id, name));
  }

  /** A link that brings the settings and the weights of the model that was trained; nothing where it would be too long. */
  async link(): Promise<string | undefined> {
    const [{ linkText }, { withWeights }] = await Promise.all([
      import("../compact/model-link.js"),
      import("../compact/link-fragment.js"),
    ]);
    const text = await linkText(await this.#session.trainer.save());
    const { draft } = this.store.part(Navigation).state;
    return text && new URL(withWeights(fragmentOf("train", draft), text), location.href).href;
  }

  /** Opens a model that came as files: one of ours, or another program's. Its settings take the place of those that are there. */
  async openFiles(given: readonly GivenFile[]): Promise<void> {
    await this.#try("The model is open.", async () => {
      const { imported } = await import("../take-home/model-exchange.js");
      const { file, draft } = await imported(given, this.store.part(Navigation).state.draft);
      await this.#adopt(file, []);
      location.hash = fragmentOf("train", draft);
    });
  }

  /** The model that was trained for another program. @throws {FormatError} for what its format cannot hold */
  async exported(format: ModelFormatName, part: ModelPart): Promise<{ readonly name: string; readonly content: Blob }> {
    const { exported } = await import("../take-home/model-exchange.js");
    return exported(await this.#session.trainer.save(true), format, part);
  }

  async #openLinked(text: string): Promise<void> {
    await this.#try("The link's model is open.", async () => {
      const { linkedModel } = await import("../compact/model-link.js");
      const model = await linkedModel(text);
      if ("problem" in model) throw new Error(model.problem);
      await this.#adopt(model.file, []);
    });
  }

  /** @param said when it is done */
  async #try(said: string, work: () => Promise<unknown>): Promise<void> {
    this.set({ failure: undefined });
    try {
      await work();
      this.set({ said });
    } catch (error) {
      this.set({ failure: messageOf(error) });
    }
  }

  async #adopt(file: Uint8Array, losses: readonly EpochLoss[]): Promise<void> {
    if (!dataIn(this.#session.state)) throw new Error("There are no data yet to show the model with.");
    await this.#session.adopt(file, losses);
  }

  /** @param said when it is done */
  async #do(said: string, work: (shelf: ModelShelf) => Promise<unknown>): Promise<void> {
    this.#opening ??= import("../shelf/model-shelf.js").then(({ ModelShelf }) => ModelShelf.open());
    this.set({ busy: true, failure: undefined });
    try {
      const shelf = await this.#opening;
      await work(shelf);
      this.set({ entries: await shelf.list(), busy: false, said });
    } catch (error) {
      this.set({ busy: false, failure: messageOf(error) });
    }
  }
}
