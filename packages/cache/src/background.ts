import type { Milliseconds } from '@modular-agent/cache-contract';

/** Work that goes on after its callers were answered. */
export class Background {
  readonly #work = new Set<Promise<unknown>>();
  readonly #cache: string;
  readonly #waitUntil: ((work: Promise<unknown>) => void) | undefined;
  #hasWarned = false;

  /** @param waitUntil Gets each piece of work, so that a serverless function stays alive for it. */
  constructor(cache: string, waitUntil: ((work: Promise<unknown>) => void) | undefined) {
    this.#cache = cache;
    this.#waitUntil = waitUntil;
  }

  /** Adds work that is waited for at `close`. A rejection is ignored. */
  add(work: Promise<unknown>): void {
    const end = (): void => void this.#work.delete(work);
    this.#work.add(work);
    const ended = work.then(end, end);
    try {
      this.#waitUntil?.(ended);
    } catch (error) {
      this.#warn(error);
    }
  }

  /** Resolves when all work is done, or the time is over. */
  async settle(limit: Milliseconds): Promise<void> {
    if (this.#work.size === 0) return;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, limit);
    await Promise.race([this.#end(), late]);
    clearTimeout(timer);
  }

  /** Some work begins as other work ends. */
  async #end(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }
  /** Warns once: the caller gets its value, though the platform refuses work, for instance after its request has ended. */
  #warn(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const text = error instanceof Error ? error.message : String(error);
    process.emitWarning(`waitUntil of the cache "${this.#cache}" threw: ${text}`, 'CacheWarning');
  }
}
