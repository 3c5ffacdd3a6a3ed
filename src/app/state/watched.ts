/** State that is replaced as a whole, and whoever draws it is told. */
export abstract class Watched<State> {
  #state: State;
  readonly #changed: () => void;

  constructor(state: State, changed: () => void) {
    this.#state = state;
    this.#changed = changed;
  }

  get state(): State {
    return this.#state;
  }

  protected set(changes: Partial<State>): void {
    this.replace({ ...this.#state, ...changes });
  }

  protected replace(state: State): void {
    this.#state = state;
    this.#changed();
  }
}
