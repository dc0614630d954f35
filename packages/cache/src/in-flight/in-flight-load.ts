import type { Tick } from '../versions/version-table.ts';
import type { LoadResult } from './load-result.ts';
import type { LoadNode } from './load-chain.ts';

/**
 * One attempt to get an entry, for any number of callers.
 *
 * Its signal fires when every caller that waited has left. A caller that can't leave, or that was answered before the end, stays.
 */
export class InFlightLoad implements LoadNode {
  readonly key: string;
  /** The version table's tick when it began. */
  readonly begin: Tick;
  /** The era of the subscription in which it began. */
  readonly era: number;
  /** Resolves with the result, or earlier with a stale entry; rejects as the loader does. */
  readonly first: Promise<LoadResult>;
  /** Resolves when it has ended, whatever came of it. */
  ended: Promise<void> = Promise.resolve();
  /** The load of the same key that began before. */
  before: InFlightLoad | undefined;
  /** The moment of its last read of the shared tiers. */
  readAt = 0;
  /** Whether something else was written under the key since it began. */
  isSuperseded = false;
  /** Whether it has the right to load among all processes: others of its key wait for it. */
  holdsLease = false;
  #waitsFor: Set<LoadNode> | undefined;
  /** How many callers joined while it was not known whether it loads; `undefined` once it loads. */
  #joined: number | undefined = 0;
  #resolve: (result: LoadResult) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  #controller: AbortController | undefined;
  #abortReason: unknown;
  #isAborted = false;
  #onAbort: ((reason: unknown) => void) | undefined;
  #waiting = 0;
  #isGivenUp = false;

  constructor(key: string, begin: Tick, era: number) {
    this.key = key;
    this.begin = begin;
    this.era = era;
    this.first = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** The loads that it waits for: the holder of its lease, then those that its loader asks for. */
  get waitsFor(): Set<LoadNode> {
    return (this.#waitsFor ??= new Set());
  }

  /** It waits for none any more. */
  endWaits(): void {
    this.#waitsFor?.clear();
  }

  /** Ends it with the result. */
  resolve(result: LoadResult): void {
    this.#resolve(result);
  }

  reject(error: unknown): void {
    this.#reject(error);
  }

  /** Fires when every caller has left, at `loaderTimeout`, and when the cache closes. Created at its first use. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#isAborted) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }

  /** The reason of the abort. */
  get abortReason(): unknown {
    return this.#abortReason;
  }

  /** Whether its loader did not end in time. */
  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  /** Its loader did not end in time. */
  giveUp(reason: unknown): void {
    this.#isGivenUp = true;
    this.abort(reason);
  }

  join(): void {
    this.#waiting += 1;
  }

  /** One more caller shares it. @returns How many callers share a loader that did not before: 1, or 0 while that is not known. */
  share(): number {
    if (this.#joined === undefined) return 1;
    this.#joined += 1;
    return 0;
  }

  /** No tier has the entry: it loads. @returns How many callers share that. */
  beginLoading(): number {
    const joined = this.#joined ?? 0;
    this.#joined = undefined;
    return joined;
  }

  /** @param reason The reason of the last caller's signal, or its timeout. */
  leave(reason: unknown): void {
    this.#waiting -= 1;
    if (this.#waiting === 0) this.abort(reason);
  }

  abort(reason: unknown): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#abortReason = reason;
    this.#controller?.abort(reason);
    this.#onAbort?.(reason);
  }

  /** Sets what is called at the abort; one at a time. */
  set onAbort(callback: ((reason: unknown) => void) | undefined) {
    this.#onAbort = callback;
  }
}
