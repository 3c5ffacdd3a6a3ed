import { DataError } from "../../index.js";

/** Of the page, in this browser. */
const NAME = "isthmus shelf";

/** What the models' table has in its rows, and what is read only with a model. */
export const STORES = { entries: "entries", files: "files" } as const;

/** What each version of the shelf adds to the one before, from the first: browsers have old ones, and none may be skipped. */
const MIGRATIONS: readonly ((database: IDBDatabase) => void)[] = [
  (database) => {
    database.createObjectStore(STORES.entries, { keyPath: "id", autoIncrement: true });
    database.createObjectStore(STORES.files);
  },
];

/**
 * Opens the shelf's database, and makes it or brings it to this page's version.
 * @param migrations for tests
 * @throws {DataError} where there is none, it is a later page's, or an older page in another tab holds it
 */
export function openDatabase(
  factory: IDBFactory | undefined = globalThis.indexedDB,
  migrations = MIGRATIONS,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (!factory) {
      reject(new DataError("This browser keeps no models: it has no IndexedDB. Download those that you want to keep."));
      return;
    }
    let request: IDBOpenDBRequest;
    try {
      request = factory.open(NAME, migrations.length);
    } catch (cause) {
      reject(failure(cause));
      return;
    }
    request.onupgradeneeded = ({ oldVersion }) => {
      for (const migrate of migrations.slice(oldVersion)) migrate(request.result);
    };
    request.onblocked = () =>
      reject(new DataError("The shelf of models is held by an older page in another tab. Close or reload that one."));
    request.onerror = () => reject(failure(request.error));
    request.onsuccess = () => {
      const database = request.result;
      // A newer page wants to change it: that one goes first, and this one says so at the next call.
      database.onversionchange = () => database.close();
      resolve(database);
    };
  });
}

/**
 * Does work in one transaction; resolves with what `work` gives once all of it is on the disk.
 * @throws {DataError} where nothing of it was done: there is no room, or the database was closed
 */
export async function inTransaction<Result>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (stores: Readonly<Record<keyof typeof STORES, IDBObjectStore>>) => Promise<Result>,
): Promise<Result> {
  let transaction: IDBTransaction;
  try {
    transaction = database.transaction(Object.values(STORES), mode);
  } catch (cause) {
    throw failure(cause);
  }
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(failure(transaction.error));
  });
  // Awaited below, unless the work throws before it.
  done.catch(() => {});
  try {
    const { entries, files } = STORES;
    const result = await work({ entries: transaction.objectStore(entries), files: transaction.objectStore(files) });
    await done;
    return result;
  } catch (cause) {
    try {
      transaction.abort();
    } catch {
      // It has ended already.
    }
    // Where it was aborted, that is why the next request was refused.
    throw cause instanceof DataError ? cause : failure(transaction.error ?? cause);
  }
}

/** What a request gives. */
export function resultOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failure(request.error));
  });
}

/** What went wrong, and what to do. */
function failure(cause: unknown): DataError {
  const name = (cause as DOMException | null)?.name;
  const text =
    {
      QuotaExceededError:
        "There is no room left for models in this browser. Remove some from the shelf, or download them.",
      VersionError: "The shelf of models is a newer page's. Reload this page.",
      InvalidStateError: "The shelf of models was closed: a newer page in another tab has it. Reload this page.",
    }[name ?? ""] ??
    `This browser does not keep models now (${name ?? "no reason given"}); in a private window it may not. ` +
      "Download those that you want to keep.";
  return new DataError(text, { cause });
}
