/** Does one thing at a time; of what is asked for meanwhile only the last: a slider asks faster than a GPU answers. */
export class Latest {
  #busy = false;
  #next: (() => Promise<void>) | undefined;

  /**
   * @param task handles its own errors
   * @returns when nothing is left to do; where something is being done already, at once
   */
  async run(task: () => Promise<void>): Promise<void> {
    this.#next = task;
    if (!this.#busy) await this.#work();
  }

  /** Forgets what has not begun. */
  clear(): void {
    this.#next = undefined;
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#next) {
      const task = this.#next;
      this.#next = undefined;
      await task();
    }
    this.#busy = false;
  }
}
