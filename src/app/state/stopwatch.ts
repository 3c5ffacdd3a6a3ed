/** Seconds since `start`, pauses left out. */
export class Stopwatch {
  #began = 0;
  #pausedAt: number | undefined;

  get seconds(): number {
    return ((this.#pausedAt ?? performance.now()) - this.#began) / 1000;
  }

  start(): void {
    this.#began = performance.now();
    this.#pausedAt = undefined;
  }

  pause(): void {
    this.#pausedAt ??= performance.now();
  }

  resume(): void {
    if (this.#pausedAt === undefined) return;
    this.#began += performance.now() - this.#pausedAt;
    this.#pausedAt = undefined;
  }
}
