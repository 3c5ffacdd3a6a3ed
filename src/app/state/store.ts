/**
 * The page's one store. What is known about one thing (the training, a view's subject) is a {@link Part} of it; every change of
 * any part is told to all who observe the store, and to no one else in any other way.
 */
export class Store {
  readonly #parts = new Map<PartOf<Part<object>>, Part<object>>();
  readonly #observers = new Set<Observation>();

  /** The one part of its kind, made when it is first asked for: views bring theirs with them. */
  part<Kind extends Part<object>>(Kind: PartOf<Kind>): Kind {
    const known = this.#parts.get(Kind) ?? new Kind(this);
    this.#parts.set(Kind, known);
    return known as Kind;
  }

  /**
   * Tells of every change from now on, until the function that it returns is called.
   * @param parts that are to do, meanwhile, what follows from the state of others
   */
  observe(changed: () => void, parts: readonly PartOf<Part<object>>[] = []): () => void {
    const observation = { changed, parts: parts.map((Kind) => this.part(Kind)) };
    this.#observers.add(observation);
    for (const part of observation.parts) part.follow();
    return () => this.#observers.delete(observation);
  }

  /** Something has changed: effects first, so that whoever draws it finds what they have begun. */
  changed(): void {
    for (const { parts } of this.#observers) for (const part of parts) part.follow();
    for (const { changed } of this.#observers) changed();
  }
}

export type PartOf<Kind> = new (store: Store) => Kind;

interface Observation {
  readonly changed: () => void;
  readonly parts: readonly Part<object>[];
}

/** State that is replaced as a whole, and what may be done with it. */
export abstract class Part<State extends object> {
  #state: State;

  constructor(
    protected readonly store: Store,
    state: State,
  ) {
    this.#state = state;
  }

  get state(): State {
    return this.#state;
  }

  /**
   * Does what follows from the state of the store: the one place where a part asks the worker for something that nobody has
   * pressed a button for. Called after every change while someone observes the part, so it must know what it has done already.
   */
  follow(): void {}

  protected set(changes: Partial<State>): void {
    this.replace({ ...this.#state, ...changes });
  }

  protected replace(state: State): void {
    this.#state = state;
    this.store.changed();
  }
}
