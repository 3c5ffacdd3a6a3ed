/**
 * A disk that fails: what changes files below a folder, or has them on the disk, does so until its turn comes. In this process by
 * `breakDisk`; in a command's by `node --import faulty-disk.mjs` and the options as JSON in ISTHMUS_FAULTS.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { resolve, sep } from "node:path";

/**
 * @typedef {object} Faults
 * @property {string} within the folder
 * @property {number} [after] how many calls succeed first
 * @property {number} [times] how many fail then; default all
 * @property {string} [code] with which error; default ENOSPC
 * @property {readonly string[]} [only] of these calls alone
 * @property {boolean} [kill] the process is killed instead
 * @property {number} [slow] or they only take so many milliseconds
 */

const CHANGING = ["mkdir", "mkdtemp", "rename", "rm", "rmdir", "link", "copyFile", "unlink"];
const OF_FILES = ["writeFile", "sync", "close"];

/**
 * @param {Faults} faults
 * @returns {{ readonly calls: number, mend(): void }} how many calls there were, and what makes the disk whole again
 */
export function breakDisk({ within, after = 0, times = Infinity, code = "ENOSPC", only, kill = false, slow }) {
  const root = resolve(within);
  /** @type {any} */
  const promises = fs.promises;
  const whole = { ...promises };
  const state = { calls: 0 };
  const fail = async (/** @type {string} */ call, /** @type {unknown} */ path) => {
    const place = resolve(String(path));
    if ((place !== root && !place.startsWith(root + sep)) || (only && !only.includes(call))) return;
    const number = state.calls++;
    if (number < after || number >= after + times) return;
    if (slow) return new Promise((resolve) => setTimeout(resolve, slow));
    if (kill) process.kill(process.pid, "SIGKILL");
    throw Object.assign(new Error(`${code}: a fault that was asked for, ${call} '${path}'`), { code, syscall: call });
  };
  for (const call of CHANGING) {
    promises[call] = async (/** @type {unknown[]} */ ...given) => {
      await fail(call, given[call === "rename" || call === "link" || call === "copyFile" ? 1 : 0]);
      return whole[call](...given);
    };
  }
  promises.open = async (/** @type {unknown[]} */ ...given) => {
    if (/[wax+]/.test(String(given[1]))) await fail("open", given[0]);
    const file = await whole.open(...given);
    for (const call of OF_FILES) {
      const own = file[call].bind(file);
      file[call] = async (/** @type {unknown[]} */ ...rest) => {
        try {
          await fail(call, given[0]);
        } catch (error) {
          // What is closed in vain is closed, and half of what is written in vain is there.
          if (call === "close") await own();
          if (call === "writeFile") await own(String(rest[0]).slice(0, 10)).catch(() => undefined);
          throw error;
        }
        return own(...rest);
      };
    }
    return file;
  };
  syncBuiltinESMExports();
  return {
    get calls() {
      return state.calls;
    },
    mend: () => {
      Object.assign(promises, whole);
      syncBuiltinESMExports();
    },
  };
}

if (process.env.ISTHMUS_FAULTS) breakDisk(JSON.parse(process.env.ISTHMUS_FAULTS));
