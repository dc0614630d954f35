import type { CacheError, CacheOperation, CallOptions, Milliseconds } from '@modular-agent/cache-contract';
import { checkSignal } from '@modular-agent/cache-contract/provider';
import { Allowance } from '../calls/allowance.ts';
import { bounded } from '../calls/bounded.ts';
import { closedError, type Call } from '../calls/call.ts';
import { CallTimesReader } from '../calls/call-times.ts';
import type { WaiterObserver } from '../calls/waiter.ts';
import type { CallMetrics } from '../metrics/call-metrics.ts';

const reading: ReadonlySet<CacheOperation> = new Set([
  'get',
  'getEntry',
  'exists',
  'getMany',
  'getEntries',
  'getSize',
  'keys',
  'distribution',
  'readVersions',
  'subscribe',
]);

/** A call that is still being put together. */
type OwnCall = { -readonly [Name in keyof Call]: Call[Name] };

/** Begins and ends the provider's calls: checks what holds for all, has them measured, and knows when all have ended. */
export class CallRunner implements WaiterObserver {
  readonly provider: string;
  readonly #defaultTimeout: Milliseconds;
  readonly #times: CallTimesReader;
  readonly #metrics: CallMetrics;
  #running = 0;
  #closed = false;
  #onIdle: (() => void) | undefined;

  constructor(provider: string, defaultTimeout: Milliseconds, metrics: CallMetrics) {
    this.provider = provider;
    this.#defaultTimeout = defaultTimeout;
    this.#times = new CallTimesReader(defaultTimeout);
    this.#metrics = metrics;
  }

  /** Runs one call of any number of round trips. `work` begins before this returns: it reads its arguments as they are now. */
  async run<T>(
    operation: CacheOperation,
    key: string | undefined,
    options: CallOptions | undefined,
    work: (call: Call) => T | Promise<T>,
  ): Promise<T> {
    const call = this.#newCall(operation, key);
    this.#running++;
    try {
      this.#check(call, options);
      if (call.queueTimeout !== undefined) call.allowance = new Allowance(call.queueTimeout);
      const result = await work(call);
      this.ended(call, undefined, performance.now());
      return result;
    } catch (error) {
      this.ended(call, error as CacheError, performance.now());
      throw error;
    }
  }

  /** Runs one call that is one round trip: `send` has it observed by this, so that its answer needs no further promise. */
  runOne<T>(
    operation: CacheOperation,
    key: string | undefined,
    options: CallOptions | undefined,
    send: (call: Call) => Promise<T>,
  ): Promise<T> {
    const call = this.#newCall(operation, key);
    this.#running++;
    try {
      return send(this.#check(call, options));
    } catch (error) {
      this.ended(call, error as CacheError, performance.now());
      return Promise.reject(error);
    }
  }

  ended(call: Call, error: CacheError | undefined, now: Milliseconds): void {
    this.#metrics.note(call, error, now);
    this.#running--;
    if (this.#running === 0) this.#onIdle?.();
  }

  /** What holds for every call, for one that is neither counted nor measured. */
  check(options: CallOptions | undefined): void {
    this.#check(this.#newCall('cleanupExpired', undefined), options);
  }

  #newCall(operation: CacheOperation, key: string | undefined): OwnCall {
    return {
      provider: this.provider,
      operation,
      key: typeof key === 'string' ? key : undefined,
      writes: !reading.has(operation),
      signal: undefined,
      startedAt: performance.now(),
      timeout: this.#defaultTimeout,
      endsAt: Infinity,
      queueTimeout: undefined,
      transferTimeout: 0,
      allowance: undefined,
    };
  }

  /** @returns The call, with what its options say. */
  #check(call: OwnCall, options: CallOptions | undefined): Call {
    if (this.#closed) throw closedError(call, false);
    if (options !== undefined) {
      const { timeout, queueTimeout, transferTimeout } = this.#times.read(options, call);
      call.timeout = timeout;
      call.queueTimeout = queueTimeout;
      call.transferTimeout = transferTimeout;
      checkSignal(options.signal, call);
      call.signal = options.signal;
    }
    call.endsAt = call.startedAt + call.timeout + (call.queueTimeout ?? 0);
    return call;
  }

  /** Refuses further calls, and waits for those that run, at most this long. Never rejects. */
  async close(timeout: Milliseconds): Promise<void> {
    this.#closed = true;
    if (this.#running === 0) return;
    const idle = new Promise<void>((resolve) => (this.#onIdle = resolve));
    await bounded(idle, { milliseconds: timeout, onTimeout: () => new Error('calls still run') }).catch(() => {});
  }
}
