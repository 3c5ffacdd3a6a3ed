import type { ModelFormatName, Part as ModelPart } from "../../formats.js";
import { describeModel } from "../../index.js";
import { samples as samplesText } from "../components/format.js";
import type { ModelShelf, ShelfEntry } from "../shelf/model-shelf.js";
import { MODEL_FILE } from "../take-home/results.js";
import type { GivenFile } from "../worker/protocol.js";
import { fragmentOf } from "./address.js";
import { Earlier } from "./earlier.js";
import { modelAmong } from "./model-names.js";
import { Navigation } from "./navigation.js";
import type { EpochLoss } from "./run.js";
import { messageOf } from "./services.js";
import { Session } from "./session.js";
import { dataIn, downloadsIn } from "./state.js";
import { Part, type Store } from "./store.js";
import { Turns } from "./turns.js";

export interface ShelfState {
  /** The newest first; nothing while that is not known. */
  readonly entries: readonly ShelfEntry[] | undefined;
  /** Ids of those whose losses stand in the chart. */
  readonly overlaid: ReadonlySet<number>;
  readonly busy: boolean;
  readonly failure: string | undefined;
  /** For screen readers: what happened last. */
  readonly said: string;
}

/**
 * The models that a visitor keeps in this browser, and the one that a link brought. Every run that ends puts its model here by
 * itself, so that the next one takes nothing away; of those that nobody keeps the oldest go.
 */
export class Shelf extends Part<ShelfState> {
  readonly #session: Session;
  #opening: Promise<ModelShelf> | undefined;
  /** The model that there is, by what can be taken home of it, and the entry that it has or will have. */
  #current: { readonly of: readonly unknown[]; readonly id: number | undefined } | undefined;
  /** A model that is opened has its settings and its place here before the next one is looked at. */
  readonly #turns = new Turns();
  #adopting = false;
  /** What the data were called for which curves stand in the chart. */
  #data: string | undefined;
  /** Whether there was no room for the last model. */
  #isFull = false;

  constructor(store: Store) {
    super(store, { entries: undefined, overlaid: new Set(), busy: false, failure: undefined, said: "" });
    this.#session = store.part(Session);
  }

  override follow(): void {
    if (!this.#opening) void this.#do("", async () => {});
    this.#leaveOtherData();
    const { entries = [], overlaid } = this.state;
    const others = entries.filter(({ id, losses }) => overlaid.has(id) && id !== this.current && losses.length > 0);
    this.store.part(Earlier).show(others);
    const { state } = this.#session;
    if (state.phase === "finished" && state.downloads !== this.#current?.of && !this.#adopting) void this.#shelve();
  }

  /** Curves of other data say nothing of these: they stand in the chart when they are asked for, and no more by themselves. */
  #leaveOtherData(): void {
    const name = dataIn(this.#session.state)?.name;
    if (name === undefined || name === this.#data) return;
    this.#data = name;
    const { entries = [], overlaid } = this.state;
    const alike = entries.filter(({ id, data }) => overlaid.has(id) && (data === name || data.startsWith(`${name}, `)));
    if (alike.length < overlaid.size) this.set({ overlaid: new Set(alike.map(({ id }) => id)) });
  }

  /** The entry of the model that there is. */
  get current(): number | undefined {
    const { of, id } = this.#current ?? {};
    return of === downloadsIn(this.#session.state) ? id : undefined;
  }

  /** Whether the model that there is, or that of the run that goes on, stays when something else takes its place. */
  get keeps(): boolean {
    const { phase } = this.#session.state;
    const { entries, busy } = this.state;
    if (phase === "finished" && !busy) return this.current !== undefined;
    return phase !== "failed" && entries !== undefined && !this.#isFull;
  }

  overlay(id: number, shown: boolean): void {
    const overlaid = new Set(this.state.overlaid);
    if (shown) overlaid.add(id);
    else overlaid.delete(id);
    this.set({ overlaid });
  }

  /** Lets a model stay, under that name. */
  async keep({ id, name: before }: ShelfEntry, name = before): Promise<void> {
    await this.#do(`${name} stays on the shelf.`, (shelf) => shelf.keep(id, name));
  }

  /** Brings a model back. */
  async open({ id, name, losses, fragment }: ShelfEntry): Promise<void> {
    const work = async (shelf: ModelShelf) => {
      const file = await shelf.file(id);
      if (!file) throw new Error("That model is no longer on the shelf: it was removed, in another tab perhaps.");
      await this.#adopt(file, losses, id);
      location.hash = fragment;
    };
    await this.#turns.take(() => this.#do(`${name} is open.`, work));
  }

  /**
   * Opens a model that came as files, ours or another program's, and takes over the settings that it was trained with.
   * @param tell is told what is wrong with it; without it, the shelf shows that
   */
  async openFiles(given: readonly GivenFile[], tell = this.#tell): Promise<void> {
    const paths = given.map(({ path }) => path);
    const name = modelAmong(paths) ?? paths[0] ?? "";
    await this.#try(tell, `${name} is open.`, async () => {
      const { imported } = await import("../take-home/model-exchange.js");
      await this.#adopt(await imported(given), []);
      await this.#takeSettings();
      await this.#shelve(name.replace(/^.*\/|\.[^.]*$/g, ""));
    });
  }

  /** Has the settings make the model that there is, as far as it tells them. */
  async #takeSettings(): Promise<void> {
    const { state } = this.#session;
    if (state.phase !== "finished") return;
    const { draftOfModel } = await import("./model-draft.js");
    const navigation = this.store.part(Navigation);
    const { draft: before, view } = navigation.state;
    const draft = draftOfModel(describeModel(state.trained), before, state.data.shape);
    // An address that says the same stays: that of a link has the model, too, and brings it back.
    if (fragmentOf("", draft) !== fragmentOf("", before)) navigation.changeDraft(draft, view || "train");
  }

  async remove({ id, name }: ShelfEntry): Promise<void> {
    await this.#do(`${name} was removed.`, (shelf) => shelf.remove(id));
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

  /** The model that was trained for another program. @throws {FormatError} for what its format cannot hold */
  async exported(format: ModelFormatName, part: ModelPart): Promise<{ readonly name: string; readonly content: Blob }> {
    const { exported } = await import("../take-home/model-exchange.js");
    return exported(await this.#session.trainer.save(true), format, part);
  }

  /**
   * Puts the model that there is on the shelf, and its losses into the chart of the next run, in place of those of the last one.
   * @param name where it is not the page's own
   */
  async #shelve(name?: string): Promise<void> {
    const { state } = this.#session;
    if (state.phase !== "finished") return;
    const { run, data, trained, downloads } = state;
    const before = this.#current?.id;
    this.#current = { of: downloads, id: undefined };
    const content = (named: string) => downloads.find((file) => file.name === named)?.content;
    const [file, picture] = [content(MODEL_FILE), content("pictures.png")];
    if (!file) return;
    const fragment = fragmentOf("train", this.store.part(Navigation).state.draft);
    const losses = run.rows.map(({ epoch, loss, valLoss }) => ({
      epoch,
      loss,
      ...(valLoss !== undefined && { valLoss }),
    }));
    await this.#do("The model is on the shelf.", async (shelf) => {
      this.#isFull = true;
      const { modelName, originOf } = await import("../worker/model-name.js");
      const origin = originOf(losses.at(-1)?.epoch ?? 0, run.samples ?? data.count, data.count);
      const { id } = await shelf.put({
        name: name ?? modelName(describeModel(trained), data.shape, origin),
        passing: true,
        fragment,
        data: run.samples === undefined ? data.name : `${data.name}, ${samplesText(run.samples)}`,
        losses,
        file: new Uint8Array(await file.arrayBuffer()),
        ...(picture && { picture }),
      });
      this.#isFull = false;
      if (this.#current?.of === downloads) this.#current = { of: downloads, id };
      const others = [...this.state.overlaid].filter((shown) => shown !== before);
      this.set({ overlaid: new Set([...others, id]) });
    });
  }

  /** Opens the model of a link. @param tell is told what is wrong with it */
  async openLinked(text: string, tell: (problem: string) => void): Promise<void> {
    await this.#try(tell, "The link's model is open.", async () => {
      const { linkedModel } = await import("../compact/model-link.js");
      const model = await linkedModel(text);
      if ("problem" in model) throw new Error(model.problem);
      const { file } = model;
      // Its address may be opened again and again: it takes one place on the shelf, and those of runs are left.
      const id = await this.#standing(file);
      await this.#adopt(file, [], id);
      await this.#takeSettings();
      if (id === undefined) await this.#shelve("of a link");
    });
  }

  /** Id of the entry that has this very file. */
  async #standing(file: Uint8Array): Promise<number | undefined> {
    let found: number | undefined;
    await this.#do("", async (shelf) => {
      for (const { id, bytes } of await shelf.list()) {
        if (bytes !== file.length || found !== undefined) continue;
        const other = await shelf.file(id);
        if (other?.every((byte, at) => byte === file[at])) found = id;
      }
    });
    return found;
  }

  readonly #tell = (failure: string) => this.set({ failure });

  /** Opens a model, in turn. @param said when it is done */
  #try(tell: (problem: string) => void, said: string, work: () => Promise<unknown>): Promise<void> {
    return this.#turns.take(async () => {
      this.set({ failure: undefined });
      try {
        await work();
        if (this.state.failure === undefined) this.set({ said });
      } catch (error) {
        tell(messageOf(error));
      }
    });
  }

  /** @param id of its entry, where it has one */
  async #adopt(file: Uint8Array, losses: readonly EpochLoss[], id?: number): Promise<void> {
    this.#adopting = true;
    try {
      await this.#session.adopt(file, losses);
      this.#current = { of: downloadsIn(this.#session.state), id };
    } finally {
      this.#adopting = false;
    }
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
      // What another tab has removed is not offered again.
      const entries = await this.#opening.then((shelf) => shelf.list()).catch(() => this.state.entries);
      this.set({ entries, busy: false, failure: messageOf(error) });
    }
  }
}
