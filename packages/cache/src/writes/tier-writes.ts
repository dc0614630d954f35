import { CacheTimeoutError, type CallOptions, type Milliseconds } from '@modular-agent/cache-contract';
import type { Outbox } from '../tiers/outbox.ts';
import type { SharedTier } from '../tiers/shared-tier.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { WriteOutcome } from '../tiers/write-queue.ts';
import { Waits } from './waits.ts';

/** The result of a write to several tiers. */
export interface TierWriteResult {
  /** The tiers that did not receive the write, or may not keep it. */
  readonly pending: readonly string[];
  readonly failure: TierFailure | undefined;
  /** Whether a tier may serve an older entry again, past `maxPending`. */
  readonly isForgotten: boolean;
  /** Present if the write goes on after its caller was answered. Never rejects. */
  readonly late: Promise<WriteOutcome> | undefined;
}

/** One write of a key. */
export interface TierWrite {
  readonly key: string;
  readonly targets: readonly SharedTier[];
  readonly send: (tier: SharedTier, options: CallOptions) => Promise<void>;
  /** Time after its end in which the write may still land if its outcome is unknown; absent if that does no harm. */
  readonly landsWithin?: () => Milliseconds;
}

const none: readonly string[] = [];

/** Every tier received it. */
const received: TierWriteResult = Object.freeze({
  pending: none,
  failure: undefined,
  isForgotten: false,
  late: undefined,
});

/** Assumed maximum difference between the clocks of processes and servers, for writes that may land late. */
const clockSlack: Milliseconds = 1_200;

/** How many bytes of a value are taken to reach a server in a millisecond, at least. */
const bytesPerMillisecond = 1_000;

/** Time after its end in which a write of so many bytes may still land; then the store refuses it. */
export function landingTime(bytes: number): Milliseconds {
  return clockSlack + bytes / bytesPerMillisecond;
}

/** Writes keys to shared tiers: waits up to a bound, and records what a tier missed. */
export class TierWrites {
  readonly #outbox: Outbox;
  /** How many writes of a key are on their way, by key. */
  readonly #underWay: Map<string, number>;
  /** By their length: tiers that guard themselves wait longer than others. */
  readonly #waits = new Map<Milliseconds, Waits>();

  /**
   * @param underWay Counts the writes of each key that are on their way.
   */
  constructor(outbox: Outbox, underWay: Map<string, number>) {
    this.#outbox = outbox;
    this.#underWay = underWay;
  }

  /** Rejects with what is wrong with the value. */
  write(write: TierWrite): Promise<TierWriteResult> {
    const { key, targets, send } = write;
    const startedAt = performance.now();
    // Doubts up to here are about what this write replaces.
    let covered = this.#outbox.now();
    this.#underWay.set(key, (this.#underWay.get(key) ?? 0) + 1);
    const writing = Promise.all(targets.map((tier) => tier.write((options) => send(tier, options))));
    return new Promise((resolve, reject) => {
      let endLate: ((outcome: WriteOutcome) => void) | undefined;
      const limit = targets.reduce((longest, tier) => Math.max(longest, tier.writeWait), 0);
      const endWait = this.#waitsOf(limit).begin(() => {
        const late = new Promise<WriteOutcome>((end) => (endLate = end));
        resolve({ ...this.#leave(write, limit), late });
        covered = this.#outbox.now();
      });
      writing.then(
        (results) => {
          endWait();
          this.#end(key);
          const settled = this.#settle(write, results, covered, startedAt);
          if (endLate === undefined) return resolve(settled);
          return endLate(settled.failure === undefined ? 'stored' : 'dropped');
        },
        (error: unknown) => {
          endWait();
          this.#end(key);
          if (endLate === undefined) reject(error);
          else endLate('dropped');
        },
      );
    });
  }

  #waitsOf(length: Milliseconds): Waits {
    let waits = this.#waits.get(length);
    if (waits === undefined) this.#waits.set(length, (waits = new Waits(length)));
    return waits;
  }

  #settle(
    { key, targets, landsWithin }: TierWrite,
    results: readonly unknown[],
    began: number,
    startedAt: Milliseconds,
  ): TierWriteResult {
    let pending: string[] | undefined;
    let failure: TierFailure | undefined;
    let isForgotten = false;
    for (const [index, tier] of targets.entries()) {
      const result = results[index];
      if (result instanceof TierFailure) {
        failure ??= result;
        const mayLand = result.kind === 'unknown' && landsWithin !== undefined;
        const landsUntil = mayLand ? tier.writeEndsAt(startedAt) + landsWithin() : 0;
        isForgotten = !this.#outbox.recordKey(result, key, landsUntil) || isForgotten;
      } else {
        this.#outbox.resolveKey(tier.name, key, began);
        if (!this.#outbox.isInDoubt(tier.name, key)) continue;
      }
      (pending ??= []).push(tier.name);
    }
    return pending === undefined ? received : { pending, failure, isForgotten, late: undefined };
  }

  /** The write waits longer than its caller: until it ends, the key is not read from these tiers. */
  #leave({ key, targets }: TierWrite, limit: Milliseconds): TierWriteResult {
    const provider = targets.at(-1)?.name ?? '';
    const error = new CacheTimeoutError(`the write takes longer than ${limit} ms; it goes on`, {
      provider,
      key,
      outcome: 'unknown',
    });
    let isForgotten = false;
    for (const tier of targets) {
      isForgotten = !this.#outbox.recordKey(new TierFailure(tier.name, 'busy', error), key) || isForgotten;
    }
    const failure = new TierFailure(provider, 'busy', error);
    return { pending: targets.map((tier) => tier.name), failure, isForgotten, late: undefined };
  }

  #end(key: string): void {
    const left = (this.#underWay.get(key) ?? 1) - 1;
    if (left > 0) this.#underWay.set(key, left);
    else this.#underWay.delete(key);
  }
}
