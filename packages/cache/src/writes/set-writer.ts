import { CacheBatchError, CacheError, type KeptValue, type Milliseconds } from '@modular-agent/cache-contract';
import { Snapshot, takeSnapshot } from '@modular-agent/cache-contract/provider';
import { announceWritten, supersede, throwIfConfigured, type CacheContext } from '../cache-context.ts';
import { checkTagsFit, decodeRecord, encodeRecord, jittered, type EntryRecord } from '../entries/entry-record.ts';
import type { Namespace } from '../entries/namespace.ts';
import { encodeLocal, forProvider, type LocalMarks } from '../tiers/local-tier.ts';
import type { SharedTier } from '../tiers/shared-tier.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { TierNames } from '../tiers/pending-reads.ts';
import { landingTime, type TierWriteResult, type TierWrites } from './tier-writes.ts';

/** An entry to write, complete. */
export interface SetOrder {
  /** Key, as the caller gave it. */
  readonly key: string;
  /** Key, as the tiers have it. */
  readonly name: string;
  readonly namespace: Namespace;
  readonly value: unknown;
  readonly ttl: Milliseconds;
  readonly grace: Milliseconds;
  readonly tags: readonly string[];
}

/** An entry that is being written. */
interface WrittenEntry {
  readonly name: string;
  readonly namespace: Namespace;
  readonly snapshot: KeptValue;
  readonly record: EntryRecord;
  readonly marks: LocalMarks;
  readonly targets: readonly SharedTier[];
}

/** Stores values that callers give: in the shared tiers, then in memory. */
export class SetWriter {
  readonly #context: CacheContext;
  readonly #writes: TierWrites;

  constructor(context: CacheContext, writes: TierWrites) {
    this.#context = context;
    this.#writes = writes;
  }

  /**
   * @returns The names of the tiers that did not receive it.
   * @throws CacheSerializationError if the value can't be kept; nothing is changed.
   */
  set(order: SetOrder, among: TierNames): Promise<readonly string[]> {
    return this.#set(order, among).then(({ pending, failure }) => {
      if (pending.length > 0) throwIfConfigured(this.#context, failure);
      return pending;
    });
  }

  async #set(order: SetOrder, among: TierNames): Promise<TierWriteResult> {
    const { versions, table, tiers, counts, settings, changes, outbox } = this.#context;
    const { name, namespace, tags, grace } = order;
    const targets = tiers.among(among);
    const snapshot = this.#keepValue(order, targets);
    checkTagsFit(tags);
    counts.sets += 1;
    supersede(this.#context, name);
    const since = changes.now;
    const era = outbox.era;
    const marks = { instance: this.#context.instance, begin: table.now, era: this.#context.subscription.era };
    const reading = versions.read();
    const unknown = table.version === undefined ? await reading.done : undefined;
    const ttl = jittered(order.ttl, settings.jitter);
    const record = { createdAt: tiers.now(), ttl, grace, version: table.version, tags };
    this.#context.pruner.noteLife(ttl + grace);
    const entry = { name, namespace, snapshot, record, marks, targets };
    const result = unknown === undefined ? await this.#write(entry) : this.#miss(entry, unknown);
    const stale = reading.isDone ? reading.failure : await reading.done;
    if (result.pending.length === 0 && stale === undefined && this.#isInvalidated(entry)) await this.#writeAgain(entry);
    const isUnchanged = changes.isUnchanged(name, since);
    // An entry that was read meanwhile may be the one from before.
    supersede(this.#context, name);
    if (isUnchanged && !result.isForgotten) this.#keep(entry, result, era, among);
    if (result.late !== undefined) this.#context.background.add(result.late);
    return result;
  }

  /** Copies a value, since the caller may change it: encoded by the store, if only the store needs it. */
  #keepValue({ key, value }: SetOrder, targets: readonly SharedTier[]): KeptValue {
    const { local, settings } = this.#context;
    const place = { provider: settings.name, key };
    const encoded =
      local === undefined && targets.length === 1 ? targets[0]?.entries.encode?.(value, place) : undefined;
    return encoded ?? takeSnapshot(value, place);
  }

  /**
   * @param refused Errors of entries whose keys are invalid.
   * @returns The names of the tiers that did not receive all of them.
   * @throws CacheBatchError if some could not be stored, after all others were.
   */
  async setMany(
    orders: readonly SetOrder[],
    refused: ReadonlyMap<string, CacheError>,
    among: TierNames,
  ): Promise<readonly string[]> {
    const outcomes = await Promise.allSettled(orders.map((order) => this.#set(order, among)));
    const failed = new Map(refused);
    const pending = new Set<string>();
    let failure: TierFailure | undefined;
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') {
        for (const tier of outcome.value.pending) pending.add(tier);
        failure ??= outcome.value.failure;
      } else if (CacheError.isInstance(outcome.reason)) failed.set(orders[index]?.key ?? '', outcome.reason);
      else throw outcome.reason;
    }
    if (pending.size > 0) throwIfConfigured(this.#context, failure);
    if (failed.size === 0) return [...pending];
    throw new CacheBatchError(
      `${failed.size} of ${orders.length + refused.size} entries could not be stored; the others were`,
      { provider: this.#context.settings.name, failed },
    );
  }

  #write({ name, snapshot, record, marks, targets }: WrittenEntry): Promise<TierWriteResult> {
    const { isLocalAlone, local, tiers } = this.#context;
    const encoded = encodeRecord(record);
    const metadata = isLocalAlone ? encodeLocal(encoded, marks) : encoded;
    const value = isLocalAlone ? forProvider(local?.provider, snapshot) : forStore(snapshot);
    const ttl = record.ttl + record.grace;
    const announce = announceWritten(this.#context, name);
    return this.#writes.write({
      key: name,
      targets,
      send: (tier, options) =>
        tier.entries.set(name, value, {
          ...options,
          ttl,
          metadata,
          announce: tier === tiers.last ? announce : undefined,
        }),
      landsWithin: () => landingTime(snapshot.bytes),
    });
  }

  /** The history could not be read: an entry without a version would be invalid. */
  #miss({ name, targets }: WrittenEntry, { kind, error }: TierFailure): TierWriteResult {
    const { outbox } = this.#context;
    const recorded = targets.map((tier) => outbox.recordKey(new TierFailure(tier.name, kind, error), name));
    const isForgotten = recorded.includes(false);
    const failure = new TierFailure('coordination', kind, error);
    return { pending: targets.map((tier) => tier.name), failure, isForgotten, late: undefined };
  }

  /** Keeps the entry in this process. */
  #keep(
    { name, snapshot, record, marks }: WrittenEntry,
    { pending, late }: TierWriteResult,
    era: number,
    among: TierNames,
  ): void {
    const { local, isLocalAlone, fallback, queue } = this.#context;
    const metadata = encodeRecord(record);
    const ttl = record.ttl + record.grace;
    const isKept = local !== undefined && !isLocalAlone && (among?.has(local.name) ?? true);
    if (isKept) local.set(name, snapshot, metadata, marks, ttl);
    if (pending.length > 0) fallback?.set(name, snapshot, metadata, { ...marks, era }, ttl);
    if (late !== undefined) void queue.add({ key: name, snapshot, record, marks }, () => late);
  }

  /** Whether one of its tags was invalidated while it was written: its version is older than that. */
  #isInvalidated({ namespace, record }: WrittenEntry): boolean {
    return this.#context.table.judge(record.version, namespace.tagsOf(record.tags)) === false;
  }

  /** Writes the entry again with the present version, if the tier still has this entry. */
  async #writeAgain({ name, snapshot, record, marks, targets }: WrittenEntry): Promise<void> {
    const { table, tiers, settings, isLocalAlone } = this.#context;
    const { version } = table;
    if (version === undefined) return;
    const encoded = encodeRecord({ ...record, version });
    const metadata = isLocalAlone ? encodeLocal(encoded, { ...marks, begin: table.now }) : encoded;
    const ttl = record.ttl + record.grace;
    for (const tier of targets) {
      const acquired = await tier.call((options) => tier.entries.acquire(name, settings.leaseTtl, options));
      if (acquired instanceof TierFailure || acquired.lease === undefined) continue;
      const { lease, entry } = acquired;
      const found = entry === undefined ? undefined : decodeRecord(entry.metadata);
      const isOwn =
        found?.createdAt === record.createdAt &&
        found.version?.epoch === record.version?.epoch &&
        found.version?.sequence === record.version?.sequence;
      const announce = tier === tiers.last ? announceWritten(this.#context, name) : undefined;
      const stored = isOwn
        ? await tier.call((options) =>
            tier.entries.store(lease, forStore(snapshot), { ...options, ttl, metadata, announce }),
          )
        : undefined;
      // Else nobody could load the key until the lease ends.
      if (!isOwn || stored instanceof TierFailure) await tier.call((options) => tier.entries.release(lease, options));
    }
  }
}

/** Returns a value as a store takes it: as the store encoded it, or as it is. */
function forStore(value: KeptValue): unknown {
  return Snapshot.isInstance(value) ? value.read() : value;
}
