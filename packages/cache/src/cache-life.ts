import { CacheClosedError, type Milliseconds } from '@modular-agent/cache-contract';
import type { CacheContext } from './cache-context.ts';
import type { CacheStats } from './stats/cache-stats.ts';
import type { Health } from './stats/health.ts';

/** Maximum time that `close` waits for values that are being stored. */
const closeLimit: Milliseconds = 1_000;

/** A cache from its first call to its end. */
export class CacheLife {
  readonly context: CacheContext;
  readonly #health: Health;
  readonly #failures: Readonly<Record<string, number>>;
  #isOpen = true;
  #closing: Promise<void> | undefined;

  constructor(context: CacheContext, health: Health, failures: Readonly<Record<string, number>>) {
    this.context = context;
    this.#health = health;
    this.#failures = failures;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Begins a call. @throws CacheClosedError after `close`. */
  assertOpen(key?: string): void {
    if (this.#isOpen) return this.context.subscription.start();
    const { name } = this.context.settings;
    throw new CacheClosedError(`the cache "${name}" is closed`, { provider: name, key });
  }

  stats(): CacheStats {
    const { settings, subscription, counts, outbox, queue, inFlight } = this.context;
    return {
      ...counts,
      name: settings.name,
      state: this.#health.state,
      problems: this.#health.problems,
      isListening: subscription.isListening,
      pending: outbox.size,
      failures: { ...this.#failures },
      inFlightLoads: inFlight.size,
      queued: queue.size,
      dropped: queue.dropped,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#isOpen = false;
    const { settings, background, subscription, outbox, inFlight } = this.context;
    const closed = new CacheClosedError(`the cache "${settings.name}" was closed`, { provider: settings.name });
    // As loads end, they give their leases back.
    for (const ended of inFlight.abortAll(closed)) background.add(ended);
    await background.settle(closeLimit);
    outbox.close();
    await subscription.close();
    this.#health.close();
  }
}
