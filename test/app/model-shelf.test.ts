import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openDatabase } from "../../src/app/shelf/database.js";
import { ModelShelf } from "../../src/app/shelf/model-shelf.js";
import { DataError } from "../../src/index.js";

const model = (name: string, ...bytes: number[]) => ({
  name,
  fragment: "#/train?model=deep",
  data: "MNIST",
  losses: [{ epoch: 1, loss: 0.3, valLoss: 0.2 }],
  picture: new Blob(["png"]),
  file: Uint8Array.from(bytes),
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the shelf of models", () => {
  it("keeps models over visits, the newest first, without reading their weights", async () => {
    const factory = new IDBFactory();
    const shelf = await ModelShelf.open(factory);
    expect(await shelf.list()).toEqual([]);
    const one = await shelf.put(model("one", 1, 2, 3));
    const two = await shelf.put(model("two", 4));
    shelf.close();
    const later = await ModelShelf.open(factory);
    const read = vi.spyOn(IDBObjectStore.prototype, "get");
    const listed = await later.list();
    expect(listed.map(({ name, bytes, losses }) => [name, bytes, losses])).toEqual([
      ["two", 1, two.losses],
      ["one", 3, one.losses],
    ]);
    expect(listed[0]?.picture).toBeDefined();
    expect(read).not.toHaveBeenCalled();
    expect(await later.file(one.id)).toEqual(Uint8Array.of(1, 2, 3));
    expect(await later.file(two.id)).toEqual(Uint8Array.of(4));
  });

  it("renames and removes; what is gone says so", async () => {
    const shelf = await ModelShelf.open(new IDBFactory());
    const { id } = await shelf.put(model("one", 1));
    const other = await shelf.put(model("other", 2));
    await shelf.keep(id, "first");
    expect((await shelf.list()).map(({ name }) => name)).toEqual(["other", "first"]);
    expect(await shelf.file(id)).toEqual(Uint8Array.of(1));
    await shelf.remove(id);
    await shelf.remove(id);
    expect((await shelf.list()).map((entry) => entry.id)).toEqual([other.id]);
    expect(await shelf.file(id)).toBeUndefined();
    await expect(shelf.keep(id, "again")).rejects.toThrow(DataError);
    // Numbers are not used again.
    expect((await shelf.put(model("third", 3))).id).toBeGreaterThan(other.id);
  });

  it("lets the oldest go of those that nobody keeps, and no other", async () => {
    const shelf = await ModelShelf.open(new IDBFactory());
    const passing = (name: string) => ({ ...model(name, 1), passing: true });
    const chosen = await shelf.put(model("chosen", 1));
    const first = await shelf.put(passing("first"));
    const second = await shelf.put(passing("second"));
    await shelf.keep(first.id);
    for (const name of ["3", "4", "5", "6", "7"]) await shelf.put(passing(name));
    expect((await shelf.list()).map(({ name }) => name)).toEqual([
      "7",
      "6",
      "5",
      "4",
      "3",
      "second",
      "first",
      "chosen",
    ]);
    await shelf.put(passing("8"));
    expect((await shelf.list()).map(({ name }) => name)).toEqual(["8", "7", "6", "5", "4", "3", "first", "chosen"]);
    expect(await shelf.file(second.id)).toBeUndefined();
    expect(await shelf.file(chosen.id)).toBeDefined();
  });

  it("copies the file, whose memory may go to the worker", async () => {
    const shelf = await ModelShelf.open(new IDBFactory());
    const given = model("one", 1, 2);
    const putting = shelf.put(given);
    given.file.fill(9);
    expect(await shelf.file((await putting).id)).toEqual(Uint8Array.of(1, 2));
  });

  it("stays as it was where there is no room", async () => {
    const shelf = await ModelShelf.open(new IDBFactory());
    await shelf.put(model("one", 1));
    const add = IDBObjectStore.prototype.add;
    vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(function (this: IDBObjectStore, value, key) {
      if (key !== undefined) throw new DOMException("full", "QuotaExceededError");
      return add.call(this, value);
    });
    await expect(shelf.put(model("two", 2))).rejects.toThrow(/no room left .* Remove some/);
    vi.restoreAllMocks();
    expect((await shelf.list()).map(({ name }) => name)).toEqual(["one"]);
    expect((await shelf.put(model("three", 3))).name).toBe("three");
  });

  it("says so where the disk runs full only at the end", async () => {
    const shelf = await ModelShelf.open(new IDBFactory());
    const add = IDBObjectStore.prototype.add;
    vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(function (this: IDBObjectStore, value, key) {
      const request = add.call(this, value, key);
      if (key === undefined) return request;
      const { transaction } = this;
      Object.defineProperty(transaction, "error", { get: () => new DOMException("full", "QuotaExceededError") });
      request.addEventListener("success", () => transaction.abort());
      return request;
    });
    await expect(shelf.put(model("two", 2))).rejects.toThrow("no room left");
    expect(await shelf.list()).toEqual([]);
  });
});

describe("the shelf's database", () => {
  const first = (database: IDBDatabase) => {
    database.createObjectStore("entries", { keyPath: "id", autoIncrement: true });
    database.createObjectStore("files");
  };

  it("is brought from any version to the newest, step by step", async () => {
    const factory = new IDBFactory();
    (await openDatabase(factory, [first])).close();
    const steps: string[] = [];
    const next = (name: string) => () => void steps.push(name);
    const database = await openDatabase(factory, [next("1"), next("2"), next("3")]);
    expect([steps, database.version]).toEqual([["2", "3"], 3]);
    expect([...database.objectStoreNames]).toEqual(["entries", "files"]);
  });

  it("gives way to a newer page, and then says so", async () => {
    const factory = new IDBFactory();
    const shelf = await ModelShelf.open(factory);
    const newer = await openDatabase(factory, [first, () => {}]);
    expect(newer.version).toBe(2);
    await expect(shelf.list()).rejects.toThrow("newer page in another tab");
    await expect(ModelShelf.open(factory)).rejects.toThrow("is a newer page's. Reload");
  });

  it("says so where an older page holds it, or there is none", async () => {
    const factory = new IDBFactory();
    const older = await openDatabase(factory, [first]);
    older.onversionchange = null;
    await expect(openDatabase(factory, [first, () => {}])).rejects.toThrow("Close or reload that one");
    vi.stubGlobal("indexedDB", undefined);
    await expect(ModelShelf.open()).rejects.toThrow("no IndexedDB");
    vi.unstubAllGlobals();
    const forbidding = {
      open: () => {
        throw new DOMException("", "SecurityError");
      },
    } as unknown as IDBFactory;
    await expect(ModelShelf.open(forbidding)).rejects.toThrow(/does not keep models now \(SecurityError\)/);
  });
});
