import { announceWritten, supersede, throwIfConfigured, type CacheContext } from '../cache-context.ts';
import { ageOf, encodeRecord, remainingLife } from '../entries/entry-record.ts';
import type { Namespace } from '../entries/namespace.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import { landingTime, type TierWrite, type TierWrites } from './tier-writes.ts';

/** Maximum number of tags in one call. */
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

  /** Writes the entry again with its ttl over; deletes an entry without grace. Two round trips. */
  async expire(name: string, namespace: Namespace): Promise<readonly string[]> {
    const { tiers } = this.#context;
    supersede(this.#context, name);
    const found = await tiers.read(name, namespace, undefined);
    // If there is nothing, the result of a load that runs must not come to be there.
    if (found instanceof TierFailure) return this.#miss(name, found);
    if (found === undefined || found.record.grace === 0) return await this.#delete(name);
    const { record } = found;
    const value = found.value.read();
    const now = tiers.now();
    const ended = { ...record, ttl: Math.min(record.ttl, ageOf(record, now)) };
    const metadata = encodeRecord(ended);
    const ttl = remainingLife(ended, now);
    const announce = announceWritten(this.#context, name);
    return await this.#write({
      key: name,
      targets: tiers.tiers,
      send: (tier, options) =>
        tier.entries.set(name, value, {
          ...options,
          metadata,
          ttl,
          announce: tier === tiers.last ? announce : undefined,
        }),
      landsWithin: landingTime(0),
    });
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
      landsWithin: undefined,
    });
  }

  async #write(write: TierWrite): Promise<readonly string[]> {
    const { pending, failure, late } = await this.#writes.write(write);
    // An entry that was read meanwhile may be the one from before.
    supersede(this.#context, write.key);
    if (late !== undefined) this.#context.background.add(late);
    if (pending.length > 0) throwIfConfigured(this.#context, failure);
    return pending;
  }
}
