import type { EntryLease } from '@modular-agent/cache-contract';
import { announceWritten, supersede, throwIfConfigured, type CacheContext } from '../cache-context.ts';
import { ageOf, encodeRecord, remainingLife } from '../entries/entry-record.ts';
import type { Namespace } from '../entries/namespace.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { Acquired } from '../tiers/tier-stack.ts';
import type { TierWrite, TierWrites } from './tier-writes.ts';

/** How many tags one call invalidates. */
const tagsAtOnce = 5_000;

/** Deletes, expires and invalidates: in this process at once, then in the shared tiers, which tell the other processes. */
export class Removals {
  readonly #context: CacheContext;
  readonly #writes: TierWrites;

  constructor(context: CacheContext, writes: TierWrites) {
    this.#context = context;
    this.#writes = writes;
  }

  /** @returns The names of the tiers that did not receive it. */
  async delete(name: string): Promise<readonly string[]> {
    this.#context.counts.deletes += 1;
    return await this.#delete(name);
  }

  /**
   * Writes the entry again with its ttl over; deletes an entry without grace. Two round trips. A write that
   * overlaps takes the lease away: then the entry is deleted.
   */
  async expire(name: string, namespace: Namespace): Promise<readonly string[]> {
    const { tiers, versions, settings, background } = this.#context;
    supersede(this.#context, name);
    const reading = versions.read();
    const found = await tiers.acquire(name, namespace, settings.leaseTtl, {
      take: true,
      reads: true,
      names: undefined,
    });
    const failure = found instanceof TierFailure ? found : await reading.done;
    if (failure !== undefined) return this.#miss(name, failure);
    const { hit, leases = [] } = found as Acquired;
    // If there is nothing, the result of a load that runs must not come to be there.
    const isLeased = leases.length === tiers.tiers.length;
    if (hit === undefined || hit.record.grace === 0 || !isLeased) return await this.#delete(name);
    const now = tiers.now();
    const ended = { ...hit.record, ttl: Math.min(hit.record.ttl, ageOf(hit.record, now)) };
    const written = { metadata: encodeRecord(ended), ttl: remainingLife(ended, now) };
    const announce = announceWritten(this.#context, name);
    const pending = await this.#write({
      key: name,
      targets: leases.map(({ tier }) => tier),
      send: async (tier, options) => {
        const lease = leases.find((each) => each.tier === tier)?.lease as EntryLease;
        const announced = { ...options, announce: tier === tiers.last ? announce : undefined };
        const isStored = await tier.entries.store(lease, hit.value.read(), { ...announced, ...written });
        if (!isStored) await tier.entries.delete([name], announced);
      },
    });
    if (pending.length > 0) background.add(tiers.release(leases, undefined));
    return pending;
  }

  /**
   * @param tags As all caches that share the store call them.
   * @returns The names of the tiers that did not receive it.
   */
  async invalidate(tags: readonly string[]): Promise<readonly string[]> {
    const { table, counts, outbox, tiers, pruner, invalidateShared } = this.#context;
    counts.invalidations += 1;
    table.note(tags);
    for (let first = 0; first < tags.length; first += tagsAtOnce) {
      const failure = await invalidateShared(tags.slice(first, first + tagsAtOnce));
      if (failure === undefined) continue;
      outbox.recordTags(tags.slice(first));
      table.note(tags);
      throwIfConfigured(this.#context, failure);
      return tiers.names;
    }
    const pruning = pruner.pruneIfDue();
    if (pruning !== undefined) this.#context.background.add(pruning);
    return [];
  }

  /** The entry could not be read: it is deleted once it can be. */
  #miss(name: string, failure: TierFailure): readonly string[] {
    const { tiers, outbox } = this.#context;
    for (const tier of tiers.tiers) outbox.recordKey(new TierFailure(tier.name, failure.kind, failure.error), name);
    supersede(this.#context, name);
    throwIfConfigured(this.#context, failure);
    return tiers.names;
  }

  async #delete(name: string): Promise<readonly string[]> {
    const { tiers } = this.#context;
    supersede(this.#context, name);
    const announce = announceWritten(this.#context, name);
    return await this.#write({
      key: name,
      targets: tiers.tiers,
      send: (tier, options) =>
        tier.entries.delete([name], { ...options, announce: tier === tiers.last ? announce : undefined }),
    });
  }

  async #write(write: TierWrite): Promise<readonly string[]> {
    const { pending, failure, late } = await this.#writes.write(write);
    // What was read meanwhile may be what was there before.
    supersede(this.#context, write.key);
    if (late !== undefined) this.#context.background.add(late);
    if (pending.length > 0) throwIfConfigured(this.#context, failure);
    return pending;
  }
}
