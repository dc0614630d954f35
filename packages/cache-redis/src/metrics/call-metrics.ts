import {
  CacheTimeoutError,
  type CacheError,
  type CacheErrorCode,
  type CacheOperation,
  type Milliseconds,
} from '@modular-agent/cache-contract';
import type { StatsRecorder } from '@modular-agent/cache-contract/provider';
import type { Call } from '../calls/call.ts';
import { callChannel, type CallEvent } from './channels.ts';

/** What calls of one operation came to. */
export interface OperationCounts {
  /** Calls that ended, well or not. */
  readonly calls: number;
  /** Of those, the ones that rejected. */
  readonly errors: number;
  /** Of those, the ones that ran out of time. */
  readonly deadlineMisses: number;
}

/** Counts and measures every call. */
export class CallMetrics {
  readonly #stats: StatsRecorder;
  readonly #operations = new Map<CacheOperation, { calls: number; errors: number; deadlineMisses: number }>();
  readonly #codes = new Map<CacheErrorCode, number>();

  constructor(stats: StatsRecorder) {
    this.#stats = stats;
  }

  /** A call has ended. What was refused is counted; what ended well or ran out of time is measured too. */
  note(call: Call, error: CacheError | undefined, now: Milliseconds): void {
    const milliseconds = now - call.startedAt;
    const counts = this.#counts(call.operation);
    counts.calls++;
    if (error === undefined) {
      this.#stats.record(call.operation, milliseconds);
    } else {
      counts.errors++;
      this.#stats.errors++;
      this.#codes.set(error.code, (this.#codes.get(error.code) ?? 0) + 1);
      if (CacheTimeoutError.isInstance(error)) {
        counts.deadlineMisses++;
        this.#stats.record(call.operation, milliseconds);
      }
    }
    if (callChannel.hasSubscribers) {
      const { provider, operation, key } = call;
      callChannel.publish({ provider, operation, key, milliseconds, error } satisfies CallEvent);
    }
  }

  get operations(): Readonly<Partial<Record<CacheOperation, OperationCounts>>> {
    return Object.fromEntries([...this.#operations].map(([operation, counts]) => [operation, { ...counts }]));
  }

  /** Rejections by code. */
  get errorsByCode(): Readonly<Partial<Record<CacheErrorCode, number>>> {
    return Object.fromEntries(this.#codes);
  }

  #counts(operation: CacheOperation): { calls: number; errors: number; deadlineMisses: number } {
    let counts = this.#operations.get(operation);
    if (counts === undefined) {
      counts = { calls: 0, errors: 0, deadlineMisses: 0 };
      this.#operations.set(operation, counts);
    }
    return counts;
  }
}
