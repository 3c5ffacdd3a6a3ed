import { DataError } from "../../index.js";
import { inTransaction, openDatabase, resultOf } from "./database.js";

/** What is shown of a model on the shelf. */
export interface ShelfEntry {
  readonly id: number;
  readonly name: string;
  /** Whether nobody has asked to keep it: the oldest of these go as others come. */
  readonly passing?: boolean;
  /** When it was put there, in milliseconds since 1970. */
  readonly keptAt: number;
  /** The fragment that brings its settings back: `#/train?model=deep`. */
  readonly fragment: string;
  /** What it was trained on: `MNIST`, or a file's name. */
  readonly data: string;
  /** Of each epoch, for the curves of earlier runs. */
  readonly losses: readonly { readonly epoch: number; readonly loss: number; readonly valLoss?: number }[];
  /** A PNG of what it draws. */
  readonly picture?: Blob;
  /** Of its file. */
  readonly bytes: number;
}

/** What is put on the shelf: a model's file, as `Autoencoder.save()` gives it, and what is shown of it. */
export type ShelvedModel = Omit<ShelfEntry, "id" | "keptAt" | "bytes"> & { readonly file: Uint8Array };

/** Passing models that stay: more than a lesson needs to go back to, and a few megabytes. */
const MOST_PASSING = 6;

/**
 * The models that a visitor keeps in this browser, over visits (IndexedDB). A list reads no weights. Everything resolves once it is on
 * the disk; what fails leaves the shelf as it was, and rejects with a {@link DataError} that can be shown.
 */
export class ModelShelf {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** @throws {DataError} where this browser keeps nothing, or another page's version is in the way */
  static async open(factory?: IDBFactory): Promise<ModelShelf> {
    return new ModelShelf(await openDatabase(factory));
  }

  /** The newest first. */
  async list(): Promise<ShelfEntry[]> {
    const all: ShelfEntry[] = await inTransaction(this.#database, "readonly", ({ entries }) =>
      resultOf(entries.getAll()),
    );
    return all.reverse();
  }

  /** The model's file; nothing where it was removed, in another tab perhaps. */
  file(id: number): Promise<Uint8Array | undefined> {
    return inTransaction(this.#database, "readonly", ({ files }) => resultOf(files.get(id)));
  }

  /** Puts a model on the shelf; the file is copied, and for a passing one the oldest of its kind makes room. @throws {DataError} where there is no room for it */
  put({ file, ...shown }: ShelvedModel): Promise<ShelfEntry> {
    const entry = { ...shown, keptAt: Date.now(), bytes: file.length };
    const copy = file.slice();
    return inTransaction(this.#database, "readwrite", async ({ entries, files }) => {
      const id = Number(await resultOf(entries.add(entry)));
      await resultOf(files.add(copy, id));
      if (!shown.passing) return { ...entry, id };
      const all: ShelfEntry[] = await resultOf(entries.getAll());
      for (const { id: old } of all.filter(({ passing }) => passing).slice(0, -MOST_PASSING)) {
        await Promise.all([resultOf(entries.delete(old)), resultOf(files.delete(old))]);
      }
      return { ...entry, id };
    });
  }

  /** Lets a model stay until it is removed, under that name. @throws {DataError} where it was removed */
  keep(id: number, name?: string): Promise<void> {
    return inTransaction(this.#database, "readwrite", async ({ entries }) => {
      const entry: ShelfEntry | undefined = await resultOf(entries.get(id));
      if (!entry) throw new DataError("The model is no longer on the shelf: it was removed, in another tab perhaps.");
      await resultOf(entries.put({ ...entry, passing: false, name: name ?? entry.name }));
    });
  }

  /** Removes a model, if it is there. */
  remove(id: number): Promise<void> {
    return inTransaction(this.#database, "readwrite", async ({ entries, files }) => {
      await Promise.all([resultOf(entries.delete(id)), resultOf(files.delete(id))]);
    });
  }

  /** What was asked for before is still done. */
  close(): void {
    this.#database.close();
  }
}
