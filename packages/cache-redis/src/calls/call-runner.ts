import {
  CacheTimeoutError,
  type CacheOperation,
  type CallOptions,
  type Milliseconds,
} from '@modular-agent/cache-contract';
import { callTimeout, checkSignal, type StatsRecorder } from '@modular-agent/cache-contract/provider';
import { bounded } from './bounded.ts';
import type { Call } from './call.ts';
import { closedError } from './send-call.ts';

const reading: ReadonlySet<CacheOperation> = new Set(['get', 'getEntry', 'exists', 'getMany', 'getEntries', 'getSize']);

/** Runs the provider's calls: checks what holds for all, counts and measures them, and knows when all have ended. */
export class CallRunner {
  readonly #provider: string;
  readonly #defaultTimeout: Milliseconds;
  readonly #stats: StatsRecorder;
  #running = 0;
  #closed = false;
  #onIdle: (() => void) | undefined;

  constructor(provider: string, defaultTimeout: Milliseconds, stats: StatsRecorder) {
    this.#provider = provider;
    this.#defaultTimeout = defaultTimeout;
    this.#stats = stats;
  }

  /**
   * Runs one call. `work` begins before this returns: what it reads of its arguments is what they are now.
   *
   * Measures what ended well or ran out of time, not what was refused.
   */
  async run<T>(
    operation: CacheOperation,
    key: string | undefined,
    options: CallOptions | undefined,
    work: (call: Call) => T | Promise<T>,
  ): Promise<T> {
    const startedAt = performance.now();
    const writes = !reading.has(operation);
    const place = { provider: this.#provider, key: typeof key === 'string' ? key : undefined, writes };
    this.#running++;
    try {
      const timeout = this.#check(place, options);
      const result = await work({ ...place, signal: options?.signal, timeout, endsAt: startedAt + timeout });
      this.#stats.record(operation, performance.now() - startedAt);
      return result;
    } catch (error) {
      this.#stats.errors++;
      if (CacheTimeoutError.isInstance(error)) this.#stats.record(operation, performance.now() - startedAt);
      throw error;
    } finally {
      this.#running--;
      if (this.#running === 0) this.#onIdle?.();
    }
  }

  /** What holds for every call, for one that is neither counted nor measured. */
  check(options: CallOptions | undefined): void {
    this.#check({ provider: this.#provider, key: undefined, writes: false }, options);
  }

  /** @returns How long the call may take. */
  #check(place: Pick<Call, 'provider' | 'key' | 'writes'>, options: CallOptions | undefined): Milliseconds {
    if (this.#closed) throw closedError(place, false);
    const timeout = callTimeout(options, this.#defaultTimeout, { provider: place.provider, key: place.key });
    checkSignal(options?.signal, place);
    return timeout;
  }

  /** Refuses further calls, and waits for those that run, at most this long. Never rejects. */
  async close(timeout: Milliseconds): Promise<void> {
    this.#closed = true;
    if (this.#running === 0) return;
    const idle = new Promise<void>((resolve) => (this.#onIdle = resolve));
    await bounded(idle, { milliseconds: timeout, onTimeout: () => new Error('calls still run') }).catch(() => {});
  }
}
