import {
  chromeFinding,
  diskFindings,
  driverFindings,
  type Finding,
  mnistFinding,
  type RuntimeFinding,
  runtimeFinding,
} from "../doctor.js";
import { SYSTEM } from "../facts.js";
import { jsonLine, printable } from "../printable.js";

export interface DoctorOptions {
  /** Of the command line. */
  readonly version: string;
  readonly json: boolean;
}

const MARKS = { ok: "ok", note: "note", missing: "MISSING" };
const MARK_WIDTH = 9;

/** `isthmus doctor`: says what works here. Returns the exit code: 1 where nothing can train, or nothing be written. */
export async function doctor({ version, json }: DoctorOptions): Promise<number> {
  const all: Finding[] = [];
  const tell = (...findings: readonly Finding[]) => {
    for (const finding of findings) {
      all.push(finding);
      process.stdout.write(json ? jsonLine({ event: "finding", ...finding }) : `${printable(textOf(finding))}\n`);
    }
  };
  tell({ name: "Isthmus", state: "ok", text: `${version}, Node ${process.versions.node}, ${SYSTEM}` });
  const chrome = await chromeFinding();
  tell(chrome);
  // A run would install a Chrome; that is not for a check to do.
  const inChrome = chrome.state === "ok" ? await runtimeFinding("chrome") : undefined;
  if (inChrome) tell(inChrome);
  // After the drivers: looking for Dawn's may choose one for the whole process.
  const drivers = await driverFindings();
  const inNode = await runtimeFinding("node");
  tell(inNode, ...drivers, ...(await diskFindings(chrome.state !== "ok")), await mnistFinding());
  const works = [inChrome, inNode].filter((finding): finding is RuntimeFinding => finding?.adapter !== undefined);
  const runtimes = works.filter(({ state }) => state !== "missing");
  const passed = runtimes.length > 0 && !all.some(({ name, state }) => name.startsWith("Disk") && state === "missing");
  if (json) {
    process.stdout.write(jsonLine({ event: "done", passed, runtimes: runtimes.map(({ runtime }) => runtime) }));
  } else process.stdout.write(`\n${printable(verdict(runtimes, passed))}\n`);
  return passed ? 0 : 1;
}

/** `ok       Chrome: Chromium 156`, and what to do on a line below. */
function textOf({ name, state, text, remedy }: Finding): string {
  const line = `${MARKS[state].padEnd(MARK_WIDTH)}${name}: ${text}`;
  return remedy === undefined ? line : `${line}\n${" ".repeat(MARK_WIDTH)}→ ${remedy}`;
}

function verdict(runtimes: readonly RuntimeFinding[], passed: boolean): string {
  if (!passed) return "Training does not work here yet: see what is MISSING above.";
  const onGpu = runtimes.filter(({ adapter }) => adapter?.software === false);
  const best = onGpu[0] ?? runtimes[0];
  const command = `isthmus train${best?.runtime === "node" ? " --runtime node" : ""}`;
  return `${command} works here, on ${onGpu.length > 0 ? "the GPU" : "a software adapter"}.`;
}
