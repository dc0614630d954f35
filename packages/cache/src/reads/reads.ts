import { nextTick } from 'node:process';
import type { Milliseconds } from '@modular-agent/cache-contract';
import type { CacheContext } from '../cache-context.ts';
import { throwIfConfigured } from '../cache-context.ts';
import { decodeRecord, encodeRecord, isFreshEnough, isUsable, remainingLife } from '../entries/entry-record.ts';
import type { Namespace } from '../entries/namespace.ts';
import type { LocalMarks } from '../tiers/local-tier.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { SharedHits, TierHit, TierNames, UseFound } from '../tiers/pending-reads.ts';

/** Options of a read, complete. */
export interface ReadPlan {
  readonly maxAge: Milliseconds;
  readonly among: TierNames;
}

/** A value that memory gave to one call. */
class Given {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  read(): unknown {
    return this.#value;
  }
}

/** An entry of this process. */
export interface LocalHit extends TierHit {
  /** Whether no message can have been lost since it was read. If not, the shared tiers are asked first. */
  readonly isTrusted: boolean;
}

/** Finds the usable entry of the shared tiers. */
export type FindShared = (key: string) => Promise<TierHit | TierFailure | undefined>;

/** The source of a value that waits to be stored. */
const queueSource = 'queue';

/** Interval at which memory in front of shared tiers checks that the history was not lost: a lost one sends no message. */
const historyCheckInterval: Milliseconds = 10_000;

/** Finds entries: of this process without a round trip, else of the shared tiers, and keeps those in memory. */
export class Reads {
  readonly #context: CacheContext;
  /** Reads of this tick, by key. Another map for each tick: one that is emptied again and again keeps what it held in memory. */
  #inTick: Map<string, ReturnType<FindShared>> | undefined;
  readonly #endTick = (): void => {
    this.#inTick = undefined;
  };

  constructor(context: CacheContext) {
    this.#context = context;
  }

  /** The usable entry of this process: of memory, or of a value that waits to be stored. */
  findLocal(key: string, namespace: Namespace, among: TierNames): LocalHit | undefined {
    const { local, tiers } = this.#context;
    if (local !== undefined && (among === undefined || among.has(local.name))) {
      const entry = local.get(key);
      if (entry !== undefined && local.isValid(entry.metadata, namespace)) {
        const record = decodeRecord(entry.metadata);
        if (record !== undefined && isUsable(record, tiers.now())) {
          const isTrusted = local.isTrusted(entry.metadata);
          return { value: new Given(entry.value), record, source: local.name, isTrusted };
        }
      }
    }
    return among === undefined ? this.#findQueued(key, namespace) : undefined;
  }

  /** The usable entry of the fallback tier. */
  findFallback(key: string, namespace: Namespace): TierHit | undefined {
    const { fallback, tiers } = this.#context;
    const entry = fallback?.get(key);
    if (entry === undefined || fallback === undefined) return undefined;
    if (!fallback.isTrusted(entry.metadata) || !fallback.isValid(entry.metadata, namespace)) return undefined;
    const record = decodeRecord(entry.metadata);
    if (record === undefined || !isUsable(record, tiers.now())) return undefined;
    return { value: new Given(entry.value), record, source: fallback.name };
  }

  /** The usable entry of the shared tiers, which is then in memory. */
  findShared(key: string, namespace: Namespace, among: TierNames): ReturnType<FindShared> {
    return this.#readShared(key, namespace, among, (found) => found);
  }

  /** As `findShared`; calls of one tick for the same key share a read. */
  findSharedOnce(key: string, namespace: Namespace, among: TierNames): ReturnType<FindShared> {
    if (among !== undefined) return this.findShared(key, namespace, among);
    const present = this.#inTick?.get(key);
    if (present !== undefined) return present;
    // Reads are sent at the end of the tick at the earliest.
    const reading = this.findShared(key, namespace, among);
    if (this.#inTick === undefined) {
      this.#inTick = new Map();
      nextTick(this.#endTick);
    }
    this.#inTick.set(key, reading);
    return reading;
  }

  /** As `findShared`, for the keys of one call: those of a tick are read in one call of each tier. */
  findSharedTogether(namespace: Namespace, among: TierNames): FindShared {
    let batch: { readonly keys: string[]; readonly done: ReturnType<Reads['readMany']> } | undefined;
    return async (key) => {
      if (batch === undefined) {
        const keys: string[] = [];
        const tick = new Promise<void>((resolve) => nextTick(resolve));
        const done = tick.then(() => {
          batch = undefined;
          return this.readMany(keys, namespace, among);
        });
        batch = { keys, done };
      }
      batch.keys.push(key);
      const { hits, failure } = await batch.done;
      return hits.get(key) ?? failure;
    };
  }

  /** The usable entries of the shared tiers, which are then in memory. */
  async readMany(keys: readonly string[], namespace: Namespace, among: TierNames): Promise<SharedHits> {
    const { local, tiers, changes } = this.#context;
    const marks = local?.begin();
    const since = changes.now;
    const found = await tiers.reads.readMany(keys, namespace, among);
    if (marks !== undefined) for (const [key, hit] of found.hits) this.#fill(key, hit, marks, since);
    return found;
  }

  /** The marks of entries that are judged by a read of the history that is sent now. */
  marks(): LocalMarks | undefined {
    return this.#context.local?.begin();
  }

  /**
   * Begins before an entry is read.
   *
   * @param marks Of the read of the history that judges it.
   * @returns A function that keeps the entry in memory, unless something else was written meanwhile.
   */
  beginFill(key: string, marks: LocalMarks | undefined): (hit: TierHit) => void {
    const since = this.#context.changes.now;
    return (hit) => {
      if (marks !== undefined) this.#fill(key, hit, marks, since);
    };
  }

  /**
   * Finds the entry that is wanted, of this process or of the shared tiers.
   *
   * @param use Returns what the caller wants of it.
   */
  find<T>(
    key: string,
    namespace: Namespace,
    { maxAge, among }: ReadPlan,
    use: (hit: TierHit | undefined) => T,
  ): Promise<T> {
    const { counts, tiers } = this.#context;
    const own = this.findLocal(key, namespace, among);
    const usable = own !== undefined && isFreshEnough(own.record, tiers.now(), maxAge) ? own : undefined;
    if (usable?.isTrusted === true) {
      counts.localHits += 1;
      this.checkHistory();
      return Promise.resolve(use(usable));
    }
    return this.#readShared(key, namespace, among, (found, now) => {
      const hit = found instanceof TierFailure ? (usable ?? this.findFallback(key, namespace)) : found;
      if (hit !== undefined && isFreshEnough(hit.record, now, maxAge)) {
        this.countHit(hit.source);
        return use(hit);
      }
      counts.misses += 1;
      if (found instanceof TierFailure) throwIfConfigured(this.#context, found);
      return use(undefined);
    });
  }

  /** As `find`, with one call of each shared tier for all keys that this process does not have. */
  async findMany(
    keys: readonly string[],
    namespace: Namespace,
    { maxAge, among }: ReadPlan,
  ): Promise<ReadonlyMap<string, TierHit>> {
    const { tiers, counts, local, queue } = this.#context;
    const found = new Map<string, TierHit>();
    const unverified = new Map<string, TierHit>();
    if (local !== undefined || queue.size > 0) {
      const now = tiers.now();
      for (const key of keys) {
        const own = this.findLocal(key, namespace, among);
        if (own === undefined || !isFreshEnough(own.record, now, maxAge)) continue;
        (own.isTrusted ? found : unverified).set(key, own);
      }
    }
    counts.localHits += found.size;
    const missing = found.size === 0 ? keys : keys.filter((key) => !found.has(key));
    if (missing.length === 0) return found;
    const { hits, failure } = await this.readMany(missing, namespace, among);
    const readAt = tiers.now();
    for (const key of missing) {
      const shared = hits.get(key);
      const hit =
        shared ?? (failure === undefined ? undefined : (unverified.get(key) ?? this.findFallback(key, namespace)));
      if (hit !== undefined && isFreshEnough(hit.record, readAt, maxAge)) {
        found.set(key, hit);
        this.countHit(hit.source);
      } else counts.misses += 1;
    }
    if (found.size < keys.length) throwIfConfigured(this.#context, failure);
    return found;
  }

  /** @param source The tier that a hit came from. */
  countHit(source: string): void {
    const { counts, local } = this.#context;
    if (source === queueSource || source === local?.name) counts.localHits += 1;
    else counts.sharedHits += 1;
  }

  /** Reads the history now and then while memory serves: `FLUSHALL` and a lost history are noticed within 10 seconds. */
  checkHistory(): void {
    const { versions, isLocalAlone } = this.#context;
    if (isLocalAlone || performance.now() - versions.lastReadAt < historyCheckInterval) return;
    versions.lastReadAt = performance.now();
    void versions.read();
  }

  #findQueued(key: string, namespace: Namespace): LocalHit | undefined {
    const { queue, table, subscription, tiers } = this.#context;
    const queued = queue.get(key);
    if (queued === undefined) return undefined;
    const { record, marks, snapshot } = queued;
    const isCurrent = subscription.isUnbrokenSince(marks.era);
    const isValid = isCurrent && table.isValidHere(marks.begin, record.version, () => namespace.tagsOf(record.tags));
    if (!isValid || !isUsable(record, tiers.now())) {
      queue.forget(key);
      return undefined;
    }
    return { value: snapshot, record, source: queueSource, isTrusted: true };
  }

  /** Reads the shared tiers, and keeps the entry in memory. */
  #readShared<T>(key: string, namespace: Namespace, among: TierNames, use: UseFound<T>): Promise<T> {
    const { local, tiers, changes } = this.#context;
    if (local === undefined) return tiers.reads.read(key, namespace, among, use);
    const marks = local.begin();
    const since = changes.now;
    return tiers.reads.read(key, namespace, among, (found, now) => {
      if (found !== undefined && !(found instanceof TierFailure)) this.#fill(key, found, marks, since, now);
      return use(found, now);
    });
  }

  /** Keeps an entry of a shared tier in memory, unless something else was written meanwhile. */
  #fill(
    key: string,
    { record, value, source }: TierHit,
    marks: LocalMarks,
    since: number,
    now: Milliseconds = this.#context.tiers.now(),
  ): void {
    const { local, changes, counts, queue } = this.#context;
    if (local === undefined || source === local.name) return;
    // A value that waits to be stored is newer.
    if (!changes.isUnchanged(key, since) || queue.get(key) !== undefined) {
      counts.supersededFills += 1;
      return;
    }
    local.set(key, value, encodeRecord(record), marks, remainingLife(record, now));
  }
}
