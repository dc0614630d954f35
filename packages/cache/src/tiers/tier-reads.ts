import { CacheUnavailableError, type CacheEntry, type Milliseconds } from '@modular-agent/cache-contract';
import { decodeRecord, isUsable, type EntryRecord } from '../entries/entry-record.ts';
import type { Namespace } from '../entries/namespace.ts';
import type { VersionTable } from '../versions/version-table.ts';
import type { Outbox } from './outbox.ts';
import {
  FoundTogether,
  GatheredRead,
  ReadOfMany,
  SharedHit,
  type Found,
  type PendingRead,
  type SharedHits,
  type TierHit,
  type TierNames,
  type TierRead,
  type UseFound,
} from './pending-reads.ts';
import { ReadGather } from './read-gather.ts';
import type { SharedTier } from './shared-tier.ts';
import { TierFailure } from './tier-failure.ts';
import type { VersionReader } from './version-reader.ts';

/** The tiers that are read. */
export interface ReadTiers {
  among(names: TierNames): readonly SharedTier[];
  now(): Milliseconds;
}

/** Reads the shared tiers, and judges what they have. */
export class TierReads {
  readonly #tiers: ReadTiers;
  readonly #table: VersionTable;
  readonly #versions: VersionReader;
  readonly #outbox: Outbox;
  readonly #gather = new ReadGather<GatheredRead>((reads) => this.#readTogether(reads, this.#tiers.among(undefined)));

  constructor(tiers: ReadTiers, table: VersionTable, versions: VersionReader, outbox: Outbox) {
    this.#tiers = tiers;
    this.#table = table;
    this.#versions = versions;
    this.#outbox = outbox;
  }

  /**
   * Reads the valid entry of the fastest tier that has one. One round trip for each tier, shared by the reads of a turn of the event
   * loop, with a read of the history that is sent along.
   *
   * @param use Returns what the caller wants of it. A function, and no further promise, since a hit must cost little.
   */
  read<T>(key: string, namespace: Namespace, names: TierNames, use: UseFound<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const read = new GatheredRead<T>({ key, namespace }, use, resolve, reject);
      if (names === undefined) this.#gather.add(read as GatheredRead);
      else void this.#readTogether([read as GatheredRead], this.#tiers.among(names));
    });
  }

  /** As `read`, for several keys in one call of each tier. @returns The hits, and why some may be missing. */
  async readMany(keys: readonly string[], namespace: Namespace, names: TierNames): Promise<SharedHits> {
    const found = new FoundTogether();
    await this.#readAll(
      keys.map((key) => new ReadOfMany(key, namespace, found)),
      this.#tiers.among(names),
    );
    if (found.error !== undefined) throw found.error;
    return found;
  }

  /** Whether an entry is valid, by a read of the history that was made before. */
  isValid(record: EntryRecord, namespace: Namespace): boolean | Promise<boolean | TierFailure> {
    const tags = namespace.tagsOf(record.tags);
    if (record.version === undefined || this.#outbox.isInvalid(tags)) return false;
    return this.#table.judge(record.version, tags) ?? this.#versions.lookUp(record.version, tags);
  }

  /** Reads the keys of several calls. An error that concerns one key does not fail the others. Never rejects. */
  async #readTogether(reads: readonly GatheredRead[], tiers: readonly SharedTier[]): Promise<void> {
    const doubtful = this.#inDoubt(reads, tiers);
    if (doubtful.size > 0 && reads.length > 1) {
      const clean = reads.filter((read) => !doubtful.has(read));
      const apart = [...doubtful].map((read) => this.#readTogether([read], tiers));
      await Promise.all(clean.length > 0 ? [this.#readTogether(clean, tiers), ...apart] : apart);
      return;
    }
    await this.#readAll(reads, tiers).catch(async (error: unknown) => {
      if (reads.length === 1) reads[0]?.reject(error);
      else await Promise.all(reads.map((read) => this.#readTogether([read], tiers)));
    });
  }

  /** The reads whose keys are in doubt. They wait for a deletion, and the others need not. */
  #inDoubt<Read extends TierRead>(reads: readonly Read[], tiers: readonly SharedTier[]): ReadonlySet<Read> {
    const doubted = tiers.filter(({ name }) => this.#outbox.hasDoubts(name));
    if (doubted.length === 0) return none;
    return new Set(reads.filter(({ key }) => doubted.some(({ name }) => this.#outbox.isInDoubt(name, key))));
  }

  /** Reads keys in one call of each tier, and settles each as soon as it is known. Rejects with the caller's mistakes. */
  async #readAll(reads: readonly PendingRead[], tiers: readonly SharedTier[]): Promise<void> {
    const reading = this.#versions.read();
    let missing = reads;
    for (const tier of tiers) {
      if (this.#outbox.hasDoubts(tier.name)) await this.#settleDoubts(tier, missing);
      const keys = this.#readableKeys(tier, missing);
      if (keys.length === 0) continue;
      const entries = await tier.call((options) => tier.entries.getMany(keys, options));
      if (entries instanceof TierFailure) {
        for (const read of missing) read.failure ??= entries;
        continue;
      }
      const stale = reading.isDone ? reading.failure : await reading.done;
      if (stale !== undefined) {
        this.#settleAll(missing, stale);
        return;
      }
      const lookedUp: Promise<void>[] = [];
      const left: PendingRead[] = [];
      const now = this.#tiers.now();
      for (const read of missing) {
        const entry = entries.get(read.key);
        const found = entry === undefined ? undefined : this.#judgeFor(read, tier, entry, now);
        if (found === undefined) left.push(read);
        else if (found instanceof Promise) {
          const end = (hit: Found): void => void (hit === undefined ? left.push(read) : read.settle(hit, now));
          lookedUp.push(found.then(end, (error: unknown) => read.reject(error)));
        } else if (found !== rejected) read.settle(found, now);
      }
      if (lookedUp.length > 0) await Promise.all(lookedUp);
      if (left.length === 0) return;
      missing = left;
    }
    // The version of what is loaded next is the one that was read before.
    this.#settleAll(missing, reading.isDone ? reading.failure : await reading.done);
  }

  #settleAll(reads: readonly PendingRead[], failure: TierFailure | undefined): void {
    const now = this.#tiers.now();
    for (const read of reads) read.settle(read.failure ?? failure, now);
  }

  /** Deletes the keys in doubt, and notes a failure for each that can't be deleted now. */
  async #settleDoubts(tier: SharedTier, reads: readonly PendingRead[]): Promise<void> {
    for (const read of reads) {
      if (!this.#outbox.isInDoubt(tier.name, read.key) || (await this.#outbox.settleKey(tier.name, read.key))) continue;
      read.failure ??= inDoubt(tier, read.key);
    }
  }

  /** Returns the keys that are not in doubt, and notes a failure for the others. */
  #readableKeys(tier: SharedTier, reads: readonly PendingRead[]): readonly string[] {
    if (!this.#outbox.hasDoubts(tier.name)) return reads.map(({ key }) => key);
    const keys: string[] = [];
    for (const read of reads) {
      if (this.#outbox.isInDoubt(tier.name, read.key)) read.failure ??= inDoubt(tier, read.key);
      else keys.push(read.key);
    }
    return keys;
  }

  /** As `judge`, but rejects the read if its value can't be given out. */
  #judgeFor(
    read: PendingRead,
    tier: SharedTier,
    entry: CacheEntry,
    now: Milliseconds,
  ): ReturnType<TierReads['judge']> | typeof rejected {
    try {
      return this.judge(tier, entry, read.namespace, now);
    } catch (error) {
      read.reject(error);
      return rejected;
    }
  }

  /** A usable, valid entry. At once where the table can tell. */
  judge(
    tier: SharedTier,
    { value, metadata }: CacheEntry,
    namespace: Namespace,
    now: Milliseconds = this.#tiers.now(),
  ): TierHit | undefined | Promise<TierHit | TierFailure | undefined> {
    const record = decodeRecord(metadata);
    if (record === undefined || !isUsable(record, now)) return undefined;
    const isValid = this.isValid(record, namespace);
    if (typeof isValid === 'boolean') return isValid ? new SharedHit(tier, value, record) : undefined;
    return isValid.then((valid) =>
      valid instanceof TierFailure ? valid : valid ? new SharedHit(tier, value, record) : undefined,
    );
  }
}

const none: ReadonlySet<never> = new Set();

/** In place of the entry of a read that was rejected. */
const rejected = Symbol('rejected');

function inDoubt(tier: SharedTier, key: string): TierFailure {
  const error = new CacheUnavailableError(
    `an older entry may be in "${tier.name}": it is not read until it was deleted there`,
    { provider: tier.name, key },
  );
  return new TierFailure(tier.name, 'unknown', error);
}
