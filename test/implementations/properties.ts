import type * as fastCheck from "fast-check";
import { vi } from "vitest";
import { QUICK } from "../harness/browser.js";

/**
 * Properties are tried on a fifth of the cases that Chrome is tried on, or a twentieth: a case takes seconds here. Lavapipe's
 * compiler is slow, and Firefox takes a tenth of a second to hand back a buffer.
 */
const SHARE = QUICK ? 20 : 5;

vi.mock("fast-check", async (importOriginal) => {
  const { default: fc } = await importOriginal<typeof fastCheck>();
  const assert = <Ts>(property: fastCheck.IAsyncProperty<Ts>, parameters: fastCheck.Parameters<Ts> = {}) =>
    fc.assert(property, { ...parameters, numRuns: Math.ceil((parameters.numRuns ?? 100) / SHARE) });
  return { default: { ...fc, assert } };
});
