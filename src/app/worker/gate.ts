/** What a pause closes and a resumption opens. Whoever comes to it while it is closed waits. */
export class Gate {
  #opened: Promise<void> | undefined;
  #open: (() => void) | undefined;
  #closedAt = 0;
  #waited = 0;

  /** Seconds that it was closed since the beginning or `restart`. */
  get seconds(): number {
    const now = this.#opened ? performance.now() - this.#closedAt : 0;
    return (this.#waited + now) / 1000;
  }

  close(): void {
    if (this.#opened) return;
    this.#closedAt = performance.now();
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  open(): void {
    if (!this.#opened) return;
    this.#waited += performance.now() - this.#closedAt;
    this.#opened = undefined;
    this.#open?.();
  }

  /** Resolves when it is open. */
  async pass(): Promise<void> {
    await this.#opened;
  }

  /** Counts the seconds anew. */
  restart(): void {
    this.#waited = 0;
    this.#closedAt = performance.now();
  }
}
