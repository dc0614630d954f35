import { CacheUnavailableError, type CacheEntry, type Milliseconds } from '@modular-agent/cache-contract';
import { snapshotOfEntry, type Snapshot } from '@modular-agent/cache-contract/provider';
import { decodeRecord, isUsable, type EntryRecord } from '../entries/entry-record.ts';
import type { Namespace } from '../entries/namespace.ts';
import type { VersionTable } from '../versions/version-table.ts';
import type { Outbox } from './outbox.ts';
import { ReadGather } from './read-gather.ts';
import type { SharedTier } from './shared-tier.ts';
import { TierFailure } from './tier-failure.ts';
import type { VersionReader } from './version-reader.ts';

/** The names of the tiers to use; all if absent. */
export type TierNames = ReadonlySet<string> | undefined;

/** A valid entry that a tier has, fresh or in its grace. */
export interface TierHit {
  /** Gives each reader what it may have. */
  readonly value: { read(): unknown };
  readonly record: EntryRecord;
  /** The tier's name. */
  readonly source: string;
}

/** Entries of several keys. */
export interface SharedHits {
  readonly hits: ReadonlyMap<string, TierHit>;
  /** Why some may be missing. */
  readonly failure: TierFailure | undefined;
}

/** What a read of a key has found; a failure if there may be an entry that could not be read. */
export type Found = TierHit | TierFailure | undefined;

/** A key that is read, with others. */
export interface TierRead {
  readonly key: string;
  readonly namespace: Namespace;
}

/** Makes what a caller wants of what was found. @param now The store's clock. */
export type UseFound<T> = (found: Found, now: Milliseconds, read: TierRead) => T;

/** A read that is under way. */
interface PendingRead extends TierRead {
  /** Why an entry may be missing. */
  failure: TierFailure | undefined;
  readonly settle: (found: Found, now: Milliseconds) => void;
}

/** One that its caller waits for by itself. Holds nothing of the answer once it is settled. */
class GatheredRead<T = unknown> implements PendingRead {
  readonly key: string;
  readonly namespace: Namespace;
  failure: TierFailure | undefined;
  #use: UseFound<T> | undefined;
  #resolve: ((result: T) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  constructor(
    { key, namespace }: TierRead,
    use: UseFound<T>,
    resolve: (result: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.key = key;
    this.namespace = namespace;
    this.#use = use;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  settle(found: Found, now: Milliseconds): void {
    if (this.#use === undefined) return;
    try {
      this.#resolve?.(this.#use(found, now, this));
      this.#end();
    } catch (error) {
      this.reject(error);
    }
  }

  reject(error: unknown): void {
    this.#reject?.(error);
    this.#end();
  }

  #end(): void {
    this.#use = undefined;
    this.#resolve = undefined;
    this.#reject = undefined;
  }
}

/** What the reads of one call have found. */
class FoundTogether implements SharedHits {
  readonly hits: Map<string, TierHit> = new Map();
  failure: TierFailure | undefined;
}

/** One of several reads of a call. */
class ReadOfMany implements PendingRead {
  readonly key: string;
  readonly namespace: Namespace;
  failure: TierFailure | undefined;
  readonly #together: FoundTogether;

  constructor(key: string, namespace: Namespace, together: FoundTogether) {
    this.key = key;
    this.namespace = namespace;
    this.#together = together;
  }

  settle(found: Found): void {
    if (found instanceof TierFailure) this.#together.failure ??= found;
    else if (found !== undefined) this.#together.hits.set(this.key, found);
  }
}

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
   * The valid entry of the fastest tier that has one. One round trip for each tier, shared by the reads of a turn of the event loop,
   * with a read of the history that is sent along.
   *
   * @returns A failure if there may be an entry that could not be read.
   */
  read(key: string, namespace: Namespace, names: TierNames): Promise<Found> {
    return this.readAs(key, namespace, names, asFound);
  }

  /** As `read`, and makes something of it: without a promise for each step, since a hit must cost little. */
  readAs<T>(key: string, namespace: Namespace, names: TierNames, use: UseFound<T>): Promise<T> {
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
    return found;
  }

  /** Whether an entry is valid, by a read of the history that was made before. */
  isValid(record: EntryRecord, namespace: Namespace): boolean | Promise<boolean | TierFailure> {
    const tags = namespace.tagsOf(record.tags);
    if (record.version === undefined || this.#outbox.isInvalid(tags)) return false;
    return this.#table.judge(record.version, tags) ?? this.#versions.lookUp(record.version, tags);
  }

  /** Reads what callers wait for by themselves: what is wrong with one key is no failure of the others. Never rejects. */
  #readTogether(reads: readonly GatheredRead[], tiers: readonly SharedTier[]): Promise<void> {
    return this.#readAll(reads, tiers).catch(async (error: unknown) => {
      if (reads.length === 1) reads[0]?.reject(error);
      else await Promise.all(reads.map((read) => this.#readTogether([read], tiers)));
    });
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
        const found = entry === undefined ? undefined : this.judge(tier, entry, read.namespace, now);
        if (found === undefined) left.push(read);
        else if (!(found instanceof Promise)) read.settle(found, now);
        else lookedUp.push(found.then((hit) => void (hit === undefined ? left.push(read) : read.settle(hit, now))));
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

  /** Deletes what is in doubt, as far as that can be done now, and notes a failure of the others. */
  async #settleDoubts(tier: SharedTier, reads: readonly PendingRead[]): Promise<void> {
    for (const read of reads) {
      if (!this.#outbox.isInDoubt(tier.name, read.key) || (await this.#outbox.settleKey(tier.name, read.key))) continue;
      read.failure ??= inDoubt(tier, read.key);
    }
  }

  /** The keys that are not in doubt. */
  #readableKeys(tier: SharedTier, reads: readonly TierRead[]): readonly string[] {
    if (!this.#outbox.hasDoubts(tier.name)) return reads.map(({ key }) => key);
    return reads.filter(({ key }) => !this.#outbox.isInDoubt(tier.name, key)).map(({ key }) => key);
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

/** A tier gave the value to this call alone. */
class SharedHit implements TierHit {
  readonly value: Snapshot;
  readonly record: EntryRecord;
  readonly source: string;

  constructor({ name }: SharedTier, value: unknown, record: EntryRecord) {
    this.value = snapshotOfEntry(value);
    this.record = record;
    this.source = name;
  }
}

function asFound(found: Found): Found {
  return found;
}

function inDoubt(tier: SharedTier, key: string): TierFailure {
  const error = new CacheUnavailableError(
    `an older entry may be in "${tier.name}": it is not read until it was deleted there`,
    { provider: tier.name, key },
  );
  return new TierFailure(tier.name, 'unknown', error);
}
