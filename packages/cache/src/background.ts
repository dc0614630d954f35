import type { Milliseconds } from '@modular-agent/cache-contract';

/** Work that goes on after its callers were answered. */
export class Background {
  readonly #work = new Set<Promise<unknown>>();

  add(work: Promise<unknown>): void {
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work)).catch(() => {});
  }

  /** Resolves when all of it is done, or the time is over. */
  async settle(limit: Milliseconds): Promise<void> {
    if (this.#work.size === 0) return;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, limit);
    await Promise.race([this.#end(), late]);
    clearTimeout(timer);
  }

  /** Some of it begins as other work ends. */
  async #end(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }
}
