import { CacheTimeoutError, type CallOptions, type Milliseconds } from '@modular-agent/cache-contract';
import type { Outbox } from '../tiers/outbox.ts';
import type { SharedTier } from '../tiers/shared-tier.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { WriteOutcome } from '../tiers/write-queue.ts';

/** The result of a write to several tiers. */
export interface TierWriteResult {
  /** The tiers that did not receive the write, or may not keep it. */
  readonly pending: readonly string[];
  readonly failure: TierFailure | undefined;
  /** Present if the write goes on after its caller was answered. Never rejects. */
  readonly late: Promise<WriteOutcome> | undefined;
}

/** One write of a key. */
export interface TierWrite {
  readonly key: string;
  readonly targets: readonly SharedTier[];
  readonly send: (tier: SharedTier, options: CallOptions) => Promise<void>;
  /** How long after its time is over the write may still land if its outcome is unknown; `undefined` if that does no harm. */
  readonly landsWithin: Milliseconds | undefined;
}

interface Settled {
  readonly pending: readonly string[];
  readonly failure: TierFailure | undefined;
  /** The tiers that took the write. */
  readonly written: readonly SharedTier[];
}

const none: readonly string[] = [];

/** By how much the clocks of processes and servers are taken to differ at most, for writes that may land late. */
const clockSlack: Milliseconds = 1_000;

/** How many bytes of a value are taken to reach a server in a millisecond, at least. */
const bytesPerMillisecond = 1_000;

/** How long after its time is over a write of so many bytes may still land: then the store refuses it. */
export function landingTime(bytes: number): Milliseconds {
  return clockSlack + bytes / bytesPerMillisecond;
}

/** Writes keys to shared tiers: waits up to a bound, and records what a tier missed. */
export class TierWrites {
  readonly #outbox: Outbox;
  /** How many writes of a key are on their way, by key. */
  readonly #underWay: Map<string, number>;

  /**
   * @param underWay Counts the writes of each key that are on their way.
   */
  constructor(outbox: Outbox, underWay: Map<string, number>) {
    this.#outbox = outbox;
    this.#underWay = underWay;
  }

  /** Rejects with what is wrong with the value. */
  async write(write: TierWrite): Promise<TierWriteResult> {
    const { key, targets, send } = write;
    const began = this.#outbox.now();
    this.#underWay.set(key, (this.#underWay.get(key) ?? 0) + 1);
    const settled = Promise.all(targets.map((tier) => tier.writeInTurn((options) => send(tier, options))))
      .finally(() => this.#end(key))
      .then((results) => this.#settle(write, results, began));
    const limit = targets.reduce((longest, tier) => Math.max(longest, tier.writeWait), 0);
    const result = await waitAtMost(limit, settled);
    return result === undefined ? this.#leave(write, settled, limit) : { ...result, late: undefined };
  }

  #settle({ key, targets, landsWithin }: TierWrite, results: readonly unknown[], began: number): Settled {
    let pending: string[] | undefined;
    let failure: TierFailure | undefined;
    const written: SharedTier[] = [];
    for (const [index, tier] of targets.entries()) {
      const result = results[index];
      if (result instanceof TierFailure) {
        failure ??= result;
        const mayLand = result.kind === 'unknown' && landsWithin !== undefined;
        const landsUntil = mayLand ? performance.now() + tier.landingTime + landsWithin : 0;
        this.#outbox.recordKey(result, key, landsUntil);
      } else {
        written.push(tier);
        this.#outbox.resolveKey(tier.name, key, began);
        if (!this.#outbox.isInDoubt(tier.name, key)) continue;
      }
      (pending ??= []).push(tier.name);
    }
    return { pending: pending ?? none, failure, written };
  }

  /** The write waits longer than its caller: until it ends, the key is not read from these tiers. */
  #leave({ key, targets }: TierWrite, settled: Promise<Settled>, limit: Milliseconds): TierWriteResult {
    const provider = targets.at(-1)?.name ?? '';
    const error = new CacheTimeoutError(`the write takes longer than ${limit} ms; it goes on`, {
      provider,
      key,
      outcome: 'unknown',
    });
    for (const tier of targets) this.#outbox.recordKey(new TierFailure(tier.name, 'busy', error), key);
    const recorded = this.#outbox.now();
    const late = settled.then(
      ({ written, failure }): WriteOutcome => {
        for (const tier of written) this.#outbox.resolveKey(tier.name, key, recorded);
        return failure === undefined ? 'stored' : 'dropped';
      },
      (): WriteOutcome => 'dropped',
    );
    return { pending: targets.map((tier) => tier.name), failure: new TierFailure(provider, 'busy', error), late };
  }

  #end(key: string): void {
    const left = (this.#underWay.get(key) ?? 1) - 1;
    if (left > 0) this.#underWay.set(key, left);
    else this.#underWay.delete(key);
  }
}

/** Waits for work for so long; it goes on. @returns `undefined` if it takes longer. */
function waitAtMost<T>(milliseconds: Milliseconds, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds, undefined);
    work.then(
      (result) => {
        clearTimeout(timer);
        resolve(result);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error as Error);
      },
    );
  });
}
