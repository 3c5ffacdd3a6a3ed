/** One run a folder: a lock that a run holds while it writes there, and that ends with it, however it ends. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { lstatSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { link, lstat, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { ArgumentError } from "../errors.js";
import { writeWhole } from "./whole-files.js";

const LOCK = ".isthmus.lock";
/** A lock is a line; anything longer is something else. */
const MOST_BYTES = 4096;
/** Of a living process: when it began is not told. */
const UNKNOWN = "unknown";

/** Who holds a lock: a process, told from later ones of its number, on a machine, told from itself before it was restarted. */
interface Holder {
  readonly pid: number;
  /** When the process began, in its system's own words. */
  readonly began: string;
  readonly host: string;
  /** Of the machine, where its system tells. */
  readonly boot: string;
  /** Numbers of processes mean nothing outside: a container's name for its own. */
  readonly space: string;
  /** Of the lock, for people: `2026-01-31T23:59:59Z`. */
  readonly since: string;
  /** Tells this lock from all others. */
  readonly token: string;
}

/** A folder that no other run writes to until it is released. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Takes a folder for a run.
 * @param called how the user calls it
 * @throws {ArgumentError} when another run has it
 */
export async function lockFolder(folder: string, called = folder): Promise<FolderLock> {
  const path = join(folder, LOCK);
  const own = holderOf(process.pid);
  const text = JSON.stringify(own);
  const prepared = `${path}.${own.token}`;
  const unprepare = () => rmSync(prepared, { force: true });
  try {
    for (;;) {
      unprepare();
      await writeWhole(prepared, text);
      // The name appears with its content, or not at all.
      const taken = await link(prepared, path).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          // Or whoever has the folder has swept it.
          if (error.code === "EEXIST" || error.code === "ENOENT") return false;
          return withoutLinks(path, text, error);
        },
      );
      if (taken) break;
      const dead = await textAt(path);
      await checkFree(folder, called);
      // Its holder is dead. Moved away first: of two that find it so, one may have a new one there already, which is put back.
      const stale = `${prepared}.stale`;
      await rename(path, stale).catch(() => undefined);
      if ((await textAt(stale)) !== dead) await link(stale, path).catch(() => undefined);
      await rm(stale, { recursive: true, force: true });
    }
  } finally {
    unprepare();
  }
  const drop = () => {
    try {
      if (lstatSync(path).isFile() && readFileSync(path, "utf8") === text) rmSync(path, { force: true });
    } catch {
      // Its folder is gone, and the lock with it.
    }
  };
  process.once("exit", drop);
  return {
    release: async () => {
      process.off("exit", drop);
      drop();
    },
  };
}

/** Where a disk has no second names, a file that must be new does as well. */
async function withoutLinks(path: string, text: string, cause: NodeJS.ErrnoException): Promise<boolean> {
  if (!["EPERM", "ENOTSUP", "ENOSYS", "EINVAL", "EMLINK"].includes(cause.code ?? "")) throw cause;
  try {
    await writeWhole(path, text);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** @throws {ArgumentError} when a run that is alive, or may be, has the folder */
export async function checkFree(folder: string, called = folder): Promise<void> {
  const path = join(folder, LOCK);
  const holder = await holderIn(path);
  if (!holder || isDead(holder)) return;
  const { host, pid, since } = holder;
  const isHere = host === hostname();
  throw new ArgumentError(
    `The folder "${called}" is another run's: process ${pid}${isHere ? "" : ` on ${host}`} writes to it since ${since}. ` +
      `Wait until that ends, or give another folder with --out.${isHere ? "" : ` If it is over, remove ${path}.`}`,
  );
}

/** Who a lock says has it; nobody where there is none, or it is damaged. */
async function holderIn(path: string): Promise<Holder | undefined> {
  try {
    const given = JSON.parse((await textAt(path)) ?? "") as Holder;
    const texts = [given.began, given.host, given.boot, given.space, given.since];
    const isProcess = Number.isInteger(given.pid) && given.pid > 0 && given.pid < 2 ** 31;
    return isProcess && texts.every((text) => typeof text === "string") ? given : undefined;
  } catch {
    return undefined;
  }
}

function isDead({ pid, began, host, boot, space }: Holder): boolean {
  const own = holderOf(pid);
  if (host !== own.host) return false; // nobody here can know
  if (boot !== own.boot) return true; // the machine was restarted
  if (space !== own.space) return false;
  return own.began === "" || (own.began !== began && ![own.began, began].includes(UNKNOWN));
}

/** What is known of a process of this machine; `began` is empty when there is none. */
function holderOf(pid: number): Holder {
  return {
    pid,
    began: beginningOf(pid),
    host: hostname(),
    boot: textIn("/proc/sys/kernel/random/boot_id"),
    space: process.platform === "linux" ? linkAt("/proc/self/ns/pid") : "",
    since: `${new Date().toISOString().slice(0, 19)}Z`,
    token: randomBytes(8).toString("hex"),
  };
}

/** When a living process began; empty for one that is dead, or only waits for its parent to hear of its death. */
function beginningOf(pid: number): string {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return "";
  }
  if (process.platform === "linux") {
    // proc(5): after the name, which may have anything in it, the state is the 3rd field, the start in clock ticks the 22nd.
    const fields = textIn(`/proc/${pid}/stat`)
      .replace(/^.*\)\s/s, "")
      .split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? "" : (fields[19] ?? UNKNOWN);
  }
  try {
    if (process.platform === "win32") return UNKNOWN;
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    return UNKNOWN;
  }
}

/** What a lock says; nothing where there is none, or something else of its name. */
async function textAt(path: string): Promise<string | undefined> {
  try {
    const found = await lstat(path);
    return found.isFile() && found.size <= MOST_BYTES ? await readFile(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}

function textIn(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
