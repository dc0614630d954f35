import { addAbortListener } from 'node:events';
import type { Milliseconds } from '@modular-agent/cache-contract';

/** What is heard of a key that another process loads. */
export type Report = 'written' | 'freed';

/** Listens to what is said of one key, from when it was made. */
export class Listening {
  #report: Report | undefined;
  #wake: () => void = () => {};

  hear(report: Report): void {
    this.#report = report;
    this.#wake();
  }

  /** @returns What was heard last since the last call; `undefined` if nothing was until then, or the signal fired. */
  async next(limit: Milliseconds, signal: AbortSignal): Promise<Report | undefined> {
    if (this.#report === undefined && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, limit);
      this.#wake = resolve;
      const listener = addAbortListener(signal, () => resolve());
      await promise;
      clearTimeout(timer);
      listener[Symbol.dispose]();
    }
    const report = this.#report;
    this.#report = undefined;
    return report;
  }
}

/** Who listens to what is said of keys. */
export class News {
  readonly #listeners = new Map<string, Set<Listening>>();

  /** To be followed by `end`. */
  begin(key: string): Listening {
    const listening = new Listening();
    const listeners = this.#listeners.get(key);
    if (listeners === undefined) this.#listeners.set(key, new Set([listening]));
    else listeners.add(listening);
    return listening;
  }

  end(key: string, listening: Listening): void {
    const listeners = this.#listeners.get(key);
    listeners?.delete(listening);
    if (listeners?.size === 0) this.#listeners.delete(key);
  }

  tell(key: string, report: Report): void {
    for (const listening of this.#listeners.get(key) ?? []) listening.hear(report);
  }
}
