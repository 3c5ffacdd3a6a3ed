import type { Report } from "../worker/protocol.js";
import { follow, type Run, rewound } from "./run.js";
import type { Learnt } from "./state.js";

/**
 * What a report changes of a run.
 * @param seconds that it has lasted, without pauses
 */
export function reported(message: Report, run: Run, seconds: number): Partial<Learnt> {
  if (message.type === "warnings") return { warnings: message.warnings };
  if (message.type === "snapshot") return { snapshot: message.snapshot };
  if (message.type === "shot") return { shot: message.shot };
  if (message.type === "event") return { run: follow(run, message.event, seconds) };
  const { epoch } = message;
  const from = epoch > 0 ? `from the end of epoch ${epoch}` : "from the beginning";
  return { run: rewound(run, epoch), recovery: `The GPU was lost. Training goes on ${from} on a new one.` };
}
