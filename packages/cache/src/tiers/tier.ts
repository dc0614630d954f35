import {
  CacheError,
  CacheTimeoutError,
  type CacheErrorCode,
  type CacheProvider,
  type CallOptions,
  type Milliseconds,
} from '@modular-agent/cache-contract';
import type { Budget } from './budget.ts';

/** What a call gives that failed: it is done without. */
export const away: unique symbol = Symbol('away');
export type Away = typeof away;

/** How much longer than its deadline something may take before it is not waited for. */
const patience: Milliseconds = 10;

/** What the caller did wrong, and must hear of. */
const mistakes: ReadonlySet<CacheErrorCode> = new Set(['CACHE_SERIALIZATION', 'CACHE_KEY', 'CACHE_OPTION']);

/** Told how each call went. */
export type ReachListener = (name: string, isWell: boolean) => void;

/** Something that several processes share, which may fail, or not answer. */
export class Reach {
  readonly name: string;
  readonly #onCall: ReachListener;

  constructor(name: string, onCall: ReachListener) {
    this.name = name;
    this.#onCall = onCall;
  }

  /**
   * Calls it within what is left of the time. A failure uses up the rest: what is away for one call is away for the next.
   *
   * @returns `away` if it failed. Rejects with what the caller did wrong.
   */
  async use<T>(budget: Budget, call: (options: CallOptions) => Promise<T>): Promise<T | Away> {
    const timeout = budget.left;
    if (timeout === 0) return away;
    budget.begin();
    try {
      const result = await within(timeout + patience, this.name, call({ timeout }));
      this.#onCall(this.name, true);
      return result;
    } catch (error) {
      if (CacheError.isInstance(error) && mistakes.has(error.code)) throw error;
      budget.spend(error);
      this.#onCall(this.name, false);
      return away;
    } finally {
      budget.end();
    }
  }
}

/** A provider among the tiers. */
export interface Tier {
  readonly provider: CacheProvider;
  readonly reach: Reach;
}

/** Rejects with a CacheTimeoutError if it does not end by then, whatever it promised. */
async function within<T>(milliseconds: Milliseconds, provider: string, work: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  let immediate: NodeJS.Immediate | undefined;
  const giveUp = (): void => {
    const message = `"${provider}" did not answer within ${milliseconds} ms`;
    reject(new CacheTimeoutError(message, { provider, outcome: 'unknown' }));
  };
  // What came in while this process was too busy to read it is read before the immediate runs.
  const timer = setTimeout(() => (immediate = setImmediate(giveUp)), milliseconds);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    clearImmediate(immediate);
  }
}
