import { proxy, wrap } from "comlink";
import type { AdapterSpeed } from "../../adapter/adapter-speed.js";
import type { PeerName, PeerWorker } from "../speed/peer.js";
import { type Measured, RULES, type SpeedProgress, WORKLOADS, type Workload } from "../speed/workloads.js";
import type { StepCost } from "../worker/speed-protocol.js";
import { Errands } from "./errands.js";
import { Session } from "./session.js";
import { Part, type Store } from "./store.js";

/** What has been measured of one workload. */
export interface SpeedResult {
  /** Our levels, the plainest first. */
  readonly levels: readonly Measured[];
  readonly costs: readonly StepCost[];
  readonly peers: ReadonlyMap<PeerName, Measured | { readonly failure: string }>;
}

/** Replaced, never changed in place. */
export interface SpeedState {
  readonly workload: Workload;
  readonly running?: SpeedProgress & { readonly cancelling: boolean };
  /** By workload. */
  readonly results: ReadonlyMap<Workload, SpeedResult>;
  /** What the adapter can do at most; a sentence where it could not be measured. */
  readonly adapter?: AdapterSpeed | string;
  readonly failure?: string;
  /** For screen readers: what happened last. */
  readonly announcement: string;
}

export const PEER_TITLES: Readonly<Record<PeerName, string>> = {
  tensorflow: "TensorFlow.js, WebGPU",
  jax: "jax-js, WebGPU",
};

/** A peer that says nothing for so long, in milliseconds, is given up. */
const PATIENCE = 120_000;

/** The page's side of measuring. It outlives the view: what was measured stays. */
export class Speed extends Part<SpeedState> {
  readonly #session: Session;
  #cancel: (() => unknown) | undefined;
  /** Called whenever a peer shows that it lives. */
  #alive: (() => void) | undefined;

  constructor(store: Store) {
    super(store, { workload: WORKLOADS[0], results: new Map(), announcement: "" });
    this.#session = store.part(Session);
  }

  choose(workload: Workload): void {
    if (!this.state.running) this.set({ workload });
  }

  /** Measures our levels, and once in a visit what the adapter can do. */
  async measure(): Promise<void> {
    const { workload } = this.state;
    await this.#errand("Measuring", async () => {
      const { speed } = this.#session.trainer;
      this.#cancel = () => speed.cancel();
      const report = proxy((progress: SpeedProgress) => this.#follow(progress.doing, 0.8 * progress.fraction));
      const [levels, costs] = [await speed.measure(workload, report), await speed.costs(workload)];
      this.#put(workload, { levels, costs, peers: new Map() });
      this.#follow("What the adapter can do at most", 0.8);
      const known = this.state.adapter;
      if (known === undefined || typeof known === "string") this.set({ adapter: await this.#adapterSpeed() });
      return `Measured: ${workload.title}.`;
    });
  }

  /** Loads a peer, and measures it at the same work. */
  async measurePeer(name: PeerName): Promise<void> {
    const { workload, results } = this.state;
    const result = results.get(workload);
    if (!result) return;
    const title = PEER_TITLES[name];
    await this.#errand(`Measuring ${title}`, async () => {
      const measured = await this.#inItsWorker(name, workload);
      this.#put(workload, { ...result, peers: new Map([...result.peers, [name, measured]]) });
      return "failure" in measured ? `${title} could not be measured.` : `Measured: ${title}.`;
    });
  }

  async cancel(): Promise<void> {
    const { running } = this.state;
    if (!running) return;
    this.set({ running: { ...running, cancelling: true } });
    await this.#cancel?.();
  }

  async #adapterSpeed(): Promise<AdapterSpeed | string> {
    try {
      return await this.#session.trainer.speed.adapter();
    } catch (error) {
      return `What the adapter can do at most could not be measured: ${messageOf(error)}`;
    }
  }

  /** Every peer has a worker to itself: it goes with all that the peer has kept. */
  async #inItsWorker(name: PeerName, workload: Workload): Promise<Measured | { failure: string }> {
    const task = await this.#session.trainer.speed.peerTask(workload);
    const worker = new Worker(new URL("../speed/peer-worker.ts", import.meta.url), { type: "module", name });
    let late: ReturnType<typeof setTimeout> | undefined;
    const ended = new Promise<never>((_, reject) => {
      this.#cancel = () => reject(new Error("It was cancelled."));
      worker.addEventListener("error", ({ message }) => reject(new Error(message || "its code could not be loaded.")));
      const wait = () => {
        clearTimeout(late);
        late = setTimeout(() => reject(new Error(`no answer for ${PATIENCE / 1000} s.`)), PATIENCE);
      };
      wait();
      this.#alive = wait;
    });
    const report = proxy((doing: string, fraction: number) => {
      this.#alive?.();
      this.#follow(`${PEER_TITLES[name]}: ${doing}`, fraction);
    });
    try {
      return await Promise.race([wrap<PeerWorker>(worker).measure(name, task, report), ended]);
    } catch (error) {
      if (this.state.running?.cancelling) throw error;
      return { failure: messageOf(error) };
    } finally {
      clearTimeout(late);
      this.#alive = undefined;
      worker.terminate();
    }
  }

  /** @param work resolves with what there is to announce */
  async #errand(what: string, work: () => Promise<string>): Promise<void> {
    const errands = this.store.part(Errands);
    if (errands.current !== undefined || this.#session.busy) return;
    const { failure: _, ...before } = this.state;
    this.replace({ ...before, running: { doing: what, fraction: 0, cancelling: false } });
    let outcome: Partial<SpeedState>;
    await errands.run(what, async () => {
      try {
        outcome = { announcement: await work() };
      } catch (error) {
        outcome = this.state.running?.cancelling ? { announcement: "Cancelled." } : { failure: messageOf(error) };
        if (this.#session.busy) outcome = { failure: DISTURBED };
      }
      this.#cancel = undefined;
      const { running: __, ...rest } = this.state;
      this.replace({ ...rest, ...outcome });
    });
  }

  #follow(doing: string, fraction: number): void {
    const { running } = this.state;
    if (!running) return;
    this.set({ running: { ...running, doing, fraction } });
    // A training that begins now would make all figures wrong, and be slowed itself.
    if (this.#session.busy && !running.cancelling) void this.cancel();
  }

  #put(workload: Workload, result: SpeedResult): void {
    this.set({ results: new Map([...this.state.results, [workload, result]]) });
  }
}

const DISTURBED = "A training began meanwhile: beside it every figure would be wrong. Measure again when it has ended.";

/** In one line. */
function messageOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line;
}

/** What everybody must know about the figures. */
export const HOW = `Each takes ${RULES.turns} turns of at least ${RULES.turn} ms, fewer where a step takes seconds; the figure is the median turn.`;
