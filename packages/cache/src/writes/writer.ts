import {
  CacheBatchError,
  CacheError,
  type Lease,
  type Milliseconds,
  type Version,
} from '@modular-agent/cache-contract';
import { takeSnapshot } from '@modular-agent/cache-contract/provider';
import type { CacheCore } from '../cache-core.ts';
import type { WriteResult } from '../cache.ts';
import { draftRecord, jittered } from '../entries/drafts.ts';
import { ageOf, encodeRecord, remainingLife } from '../entries/entry-record.ts';
import { encodeNear } from '../entries/near-record.ts';
import type { Scope } from '../keys/scope.ts';
import { Budget } from '../tiers/budget.ts';
import { away, type Away } from '../tiers/tier.ts';

/** What is written, complete. */
export interface WriteOrder {
  /** As the caller gave it. */
  readonly key: string;
  /** As the tiers have it. */
  readonly name: string;
  readonly value: unknown;
  readonly ttl: Milliseconds;
  readonly grace: Milliseconds;
  readonly tags: readonly string[];
}

type Among = ReadonlySet<string> | undefined;

/** Writes, deletes and invalidates: in this process at once, then where processes share it, then by telling the others. */
export class Writer {
  readonly #core: CacheCore;

  constructor(core: CacheCore) {
    this.#core = core;
  }

  /** @throws CacheSerializationError if the value can't be kept; nothing is changed. */
  async set(order: WriteOrder, budget: Budget, among: Among): Promise<readonly string[]> {
    const { near, standIn, shared, settings, fills, counts } = this.#core.parts;
    const { key, name, grace, tags } = order;
    const value = takeSnapshot(order.value, { provider: settings.name, key }).read();
    const ttl = jittered(order.ttl, settings.jitter);
    draftRecord({ ttl, grace, tags, mark: undefined });
    counts.sets += 1;
    this.#core.forget([name]);
    const marks = near?.begin();
    const standInMarks = standIn?.begin();
    const fill = fills.begin(name);
    try {
      const isReady = shared.journal.isEmpty || (await shared.journal.settle(budget));
      const both = isReady && Promise.all([shared.token(name, budget), shared.mark(budget)]);
      const [lease, mark]: readonly [Lease | Away, Version | Away] = (await both) || [away, away];
      const record = draftRecord({ ttl, grace, tags, mark: mark === away ? undefined : mark });
      const metadata = encodeRecord(record);
      const life = record.ttl + record.grace;
      let pending: readonly string[] = shared.names;
      let isRefused = false;
      if (lease === away || mark === away) {
        shared.journal.miss([name]);
      } else {
        const draft = { value, ttl: life, stamp: lease.token };
        const kept = near?.isHome === true && marks !== undefined ? encodeNear(metadata, marks) : metadata;
        const written = await shared.write(name, { ...draft, metadata: kept }, budget, among);
        isRefused = written.isRefused;
        pending = written.pending.length > 0 ? written.pending : await shared.announceWritten([name], budget);
      }
      const isOutdone = fill.isDropped;
      // What was read meanwhile may be what was there before.
      this.#core.forget([name]);
      const isNear = near !== undefined && marks !== undefined && !near.isHome && (among?.has(near.name) ?? true);
      if (isNear && !isRefused && !isOutdone) {
        near.keep(name, value, metadata, marks, life, lease === away ? undefined : lease.token);
      }
      if (pending.length > 0 && standInMarks !== undefined && !isOutdone) {
        standIn?.keep(name, value, metadata, standInMarks, life);
      }
      return pending;
    } finally {
      fills.end(fill);
    }
  }

  /**
   * @param refused What has no key that can be kept.
   * @throws CacheBatchError if some could not be stored, after all others were.
   */
  async setMany(
    orders: readonly WriteOrder[],
    refused: ReadonlyMap<string, CacheError>,
    budget: Budget,
    among: Among,
  ): Promise<readonly string[]> {
    const outcomes = await Promise.allSettled(orders.map((order) => this.set(order, budget, among)));
    const failed = new Map(refused);
    const pending = new Set<string>();
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') for (const tier of outcome.value) pending.add(tier);
      else if (CacheError.isInstance(outcome.reason)) failed.set(orders[index]?.key ?? '', outcome.reason);
      else throw outcome.reason;
    }
    if (failed.size === 0) return [...pending];
    throw new CacheBatchError(
      `${failed.size} of ${orders.length + refused.size} entries could not be stored; the others were`,
      {
        provider: this.#core.parts.settings.name,
        failed,
      },
    );
  }

  async delete(name: string, budget: Budget): Promise<readonly string[]> {
    const { shared, counts } = this.#core.parts;
    counts.deletes += 1;
    this.#core.forget([name]);
    const pending = await shared.bury([name], budget);
    this.#core.forget([name]);
    return pending;
  }

  /**
   * Writes the entry again with its ttl over, in place of what is being loaded. One without grace is deleted: there is nothing
   * it could be served for.
   */
  async expire(name: string, scope: Scope, budget: Budget): Promise<readonly string[]> {
    this.#core.forget([name]);
    const pending = await this.#end(name, scope, budget);
    this.#core.forget([name]);
    return pending;
  }

  async #end(name: string, scope: Scope, budget: Budget): Promise<readonly string[]> {
    const { shared } = this.#core.parts;
    const lease = await shared.token(name, budget);
    const found = lease === away ? away : await shared.read(name, scope, budget);
    // Where there is nothing, what is being loaded must not come to be there.
    if (found === undefined || found === away || lease === away || found.record.grace === 0) {
      return await shared.bury([name], budget);
    }
    const { record, value } = found;
    const now = Date.now();
    const ended = { ...record, ttl: Math.min(record.ttl, ageOf(record, now)) };
    const written = await shared.write(
      name,
      { value, metadata: encodeRecord(ended), ttl: Math.max(1, remainingLife(ended, now)), stamp: lease.token },
      budget,
    );
    return written.pending.length > 0 ? written.pending : await shared.announceWritten([name], budget);
  }

  /** @param tags As they are called where all caches share a store. */
  async invalidate(tags: readonly string[], budget: Budget): Promise<readonly string[]> {
    const { history, shared, counts } = this.#core.parts;
    counts.invalidations += 1;
    history.invalidate(tags);
    const pending = await shared.invalidate(tags, budget);
    // What was read meanwhile was valid when it was.
    history.invalidate(tags);
    return pending;
  }
}

export function resultOf(pending: readonly string[]): WriteResult {
  return Object.freeze({ pending: Object.freeze([...pending]) });
}
