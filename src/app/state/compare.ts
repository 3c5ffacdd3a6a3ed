import type { Lineup } from "../worker/compare-protocol.js";
import type { DataInfo } from "../worker/protocol.js";
import { Anomaly } from "./anomaly.js";
import { type Choice, isThere, modelChoice, NEW, PCA } from "./choice.js";
import { Comparison } from "./comparison.js";
import { Denoising } from "./denoising.js";
import { Errands } from "./errands.js";
import type { Services } from "./services.js";
import { Session } from "./session.js";
import { dataIn, downloadsIn, isSettled } from "./state.js";
import { Part, type Store } from "./store.js";

/** Everything that the view Compare knows. It lives as long as the page: leaving the view loses nothing. */
export class Compare extends Part<{ readonly lineup?: Lineup }> {
  readonly comparison: Comparison;
  readonly denoising: Denoising;
  readonly anomaly: Anomaly;
  readonly #session: Session;
  #data: DataInfo | undefined;
  /** What was there to take home when the line-up was asked for: it changes when a run ends or is forgotten. */
  #seen: unknown;
  /** Choices that the visitor has not made. */
  readonly #proposals = new WeakSet<Choice>();

  constructor(store: Store) {
    super(store, {});
    const session = store.part(Session);
    this.#session = session;
    const services: Services = {
      get worker() {
        return session.trainer.compare;
      },
      sameData: () => {
        const data = dataIn(session.state);
        return () => data === dataIn(session.state);
      },
    };
    this.comparison = new Comparison(store, services);
    this.denoising = new Denoising(store, services);
    this.anomaly = new Anomaly(store, services);
  }

  /** What there is to compare, once that is known. */
  get lineup(): Lineup | undefined {
    return this.state.lineup;
  }

  /** Whether there are data, and the GPU has nothing to do: no training, no errand. */
  get free(): boolean {
    const { phase } = this.#session.state;
    return isSettled(phase) && this.store.part(Errands).current === undefined;
  }

  /** Looks at what the session has come to: other data, or one model more. */
  override follow(): void {
    const { state } = this.#session;
    const [data, downloads] = [dataIn(state), downloadsIn(state)];
    if (data !== this.#data) {
      this.#data = data;
      this.#seen = undefined;
      this.replace({});
      this.comparison.forget();
      this.denoising.forget();
      this.anomaly.begin([]);
    }
    if (!this.free || this.#seen === downloads) return;
    this.#seen = downloads;
    void this.#refresh();
  }

  /** Looks for unusual samples, as an errand; a model that is trained for it joins the line-up. */
  async findAnomalies(...how: Parameters<Anomaly["find"]>): Promise<void> {
    if (!this.free) return;
    await this.store.part(Errands).run("“What is unusual?”", () => this.anomaly.find(...how));
    if (this.free) await this.#refresh(true);
  }

  clean(): void {
    const data = dataIn(this.#session.state);
    if (this.lineup && data && this.free) void this.denoising.clean(this.lineup, data);
  }

  /**
   * Asks what there is to compare, and proposes what was trained last: all with other data, else where the visitor has chosen
   * nothing.
   * @param keep proposals of before as well, if they are still there
   */
  async #refresh(keep = false): Promise<void> {
    const data = this.#data;
    const lineup = await this.#session.trainer.compare.lineup();
    if (data !== this.#data) return;
    const isFirst = this.lineup === undefined;
    const [newest, older] = lineup.models;
    const model = newest ? modelChoice(newest.id) : "";
    const pca = lineup.mostComponents > 0 ? PCA : "";
    const components = String(Math.min(lineup.mostComponents || 32, newest?.codeSize ?? 32));
    const proposalFor = (choice: Choice, which: string): Choice => {
      if (!isFirst && isThere(choice, lineup) && (keep || !this.#proposals.has(choice))) return choice;
      const proposal: Choice = { which, components };
      this.#proposals.add(proposal);
      return proposal;
    };
    const { comparison, denoising, anomaly } = this;
    const [first, second] = comparison.state.choices;
    comparison.choose(0, proposalFor(first, model || pca));
    comparison.choose(1, proposalFor(second, older ? modelChoice(older.id) : newest ? pca : ""));
    const cleaner = denoising.state.choice;
    denoising.change({ choice: proposalFor(cleaner, model) });
    if (isFirst) {
      anomaly.begin(lineup.classes.length > 1 ? lineup.usual : []);
      anomaly.change({ choice: { which: lineup.classes.length > 1 ? NEW : model, components } });
    }
    this.replace({ lineup });
    if (newest && (!denoising.state.result || denoising.state.choice !== cleaner)) this.clean();
  }
}
