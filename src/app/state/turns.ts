/** Does one thing after another, all of them, in the order in which they were asked for. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** @returns what the work gives, once its turn has come */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(work);
    // What fails is told to who asked for it, and holds up nobody else.
    this.#last = done.catch(() => {});
    return done;
  }
}
