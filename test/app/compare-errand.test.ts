import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { PCA } from "../../src/app/state/choice.js";
import { Compare } from "../../src/app/state/compare.js";
import { Errands } from "../../src/app/state/errands.js";
import { Session } from "../../src/app/state/session.js";
import { Store } from "../../src/app/state/store.js";
import type { Lineup } from "../../src/app/worker/compare-protocol.js";

beforeEach(() => {
  vi.stubGlobal("window", new EventTarget());
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const lineup: Lineup = {
  models: [],
  others: 0,
  mostComponents: 4,
  judged: 1,
  keptAside: false,
  classes: [],
  usual: [],
};

/** Whether the page asks before it is left. */
const asks = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));

/** A view whose worker tests until it is told to end. */
function compareWith(): { compare: Compare; errands: Errands; end: () => void; tests: () => number } {
  let [end, tests] = [() => {}, 0];
  const anomalies = () =>
    new Promise((_, reject) => {
      tests++;
      end = () => reject(new Error("It has ended."));
    });
  const store = new Store();
  const session = store.part(Session);
  vi.spyOn(session, "state", "get").mockReturnValue({ phase: "ready", data: {} } as Session["state"]);
  vi.spyOn(session, "trainer", "get").mockReturnValue({
    compare: { anomalies, lineup: async () => lineup },
  } as unknown as Session["trainer"]);
  const compare = store.part(Compare);
  compare.anomaly.change({ choice: { which: PCA, components: "2" } });
  return { compare, errands: store.part(Errands), end: () => end(), tests: () => tests };
}

it("a search for unusual samples is an errand, and the page asks before it is left meanwhile", async () => {
  const { compare, errands, end, tests } = compareWith();
  expect([compare.free, asks()]).toEqual([true, false]);
  const searching = compare.findAnomalies(lineup, undefined);
  expect([errands.current, compare.free, asks()]).toEqual(["“What is unusual?”", false, true]);
  end();
  await searching;
  expect([errands.current, compare.free, asks()]).toEqual([undefined, true, false]);
  expect(tests()).toBe(1);
});

it("no search begins beside another errand", async () => {
  const { compare, errands, tests } = compareWith();
  let end = () => {};
  const errand = errands.run(
    "Another",
    () =>
      new Promise((resolve) => {
        end = resolve;
      }),
  );
  expect(compare.free).toBe(false);
  await compare.findAnomalies(lineup, undefined);
  expect(tests()).toBe(0);
  expect(errands.current).toBe("Another");
  end();
  await errand;
  expect(compare.free).toBe(true);
});
