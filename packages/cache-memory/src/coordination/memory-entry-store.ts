import { randomUUID } from 'node:crypto';
import {
  CacheBatchError,
  checkKey,
  type AcquiredEntry,
  type AcquireOptions,
  type AnnouncedOptions,
  type Announcement,
  type CacheEntry,
  type CallOptions,
  type Duration,
  type EntryLease,
  type EntryStore,
  type Milliseconds,
  type WriteEntryOptions,
} from '@modular-agent/cache-contract';
import { checkEntryLease, leaseDuration, listKeys, listLeases } from '@modular-agent/cache-contract/provider';
import type { CallGate } from '../calls/call-gate.ts';
import { runBatch } from '../calls/run-batch.ts';
import type { CheckedEntries } from '../entries/checked-entries.ts';
import { readEntry } from '../entries/stored-entry.ts';
import { LeaseTable } from './lease-table.ts';
import type { MemoryBackplane } from './memory-backplane.ts';

/**
 * The steps of a `Cache` on the entries of a provider, each done at once. Reads with `get` and `getMany` count as hits and
 * misses of the provider; the one of `acquire` does not. Time is the monotonic clock.
 */
export class MemoryEntryStore implements EntryStore {
  readonly #gate: CallGate;
  readonly #entries: CheckedEntries;
  readonly #backplane: MemoryBackplane;
  readonly #leases = new LeaseTable<string>();
  readonly #tokenPrefix = `${randomUUID()}:`;
  #lastToken = 0;

  constructor(gate: CallGate, entries: CheckedEntries, backplane: MemoryBackplane) {
    this.#gate = gate;
    this.#entries = entries;
    this.#backplane = backplane;
  }

  now(): Milliseconds {
    return performance.timeOrigin + performance.now();
  }

  async get(key: string, options?: CallOptions): Promise<CacheEntry | undefined> {
    this.#gate.enter(options, key);
    const entry = this.#entries.get(key);
    return entry === undefined ? undefined : readEntry(entry);
  }

  async getMany(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, CacheEntry>> {
    this.#gate.enter(options);
    return this.#entries.getMany(keys, readEntry);
  }

  async acquire(key: string, ttl: Duration, options?: AcquireOptions): Promise<AcquiredEntry> {
    this.#enter(key, options);
    const duration = leaseDuration(ttl, { provider: this.#gate.provider, key });
    const isFree = options?.take === true || this.#leases.holder(key) === undefined;
    const lease = isFree ? this.#grant(key, duration) : undefined;
    const entry = this.#entries.store.use(key);
    return { lease, entry: entry === undefined ? undefined : readEntry(entry) };
  }

  async renew(leases: readonly EntryLease[], ttl: Duration, options?: CallOptions): Promise<ReadonlySet<string>> {
    this.#gate.enter(options);
    const place = { provider: this.#gate.provider };
    const all = listLeases(leases, place);
    const duration = leaseDuration(ttl, place);
    for (const { key } of all) checkKey(key, this.#gate.provider);
    const lost = new Set<string>();
    for (const { key, token } of all) {
      if (this.#leases.holder(key) === token) this.#leases.grant(key, token, duration);
      else lost.add(key);
    }
    return lost;
  }

  async release(lease: EntryLease, options?: AnnouncedOptions): Promise<boolean> {
    const isHeld = this.#enterHeld(lease, options);
    this.#backplane.check(options?.announce);
    if (!isHeld) return false;
    this.#leases.end(lease.key);
    this.#backplane.send(options?.announce);
    return true;
  }

  async store(lease: EntryLease, value: unknown, options: WriteEntryOptions): Promise<boolean> {
    const isHeld = this.#enterHeld(lease, options);
    this.#backplane.check(options.announce);
    if (!isHeld) return false;
    this.#write(lease.key, value, options);
    return true;
  }

  async set(key: string, value: unknown, options: WriteEntryOptions): Promise<void> {
    this.#enter(key, options);
    this.#backplane.check(options.announce);
    this.#write(key, value, options);
  }

  async delete(keys: readonly string[], options?: AnnouncedOptions): Promise<void> {
    this.#gate.enter(options);
    this.#backplane.check(options?.announce);
    const all = listKeys(keys, { provider: this.#gate.provider });
    if (all.length === 1) this.#remove(all[0] as string);
    else this.#removeAll(all, options?.announce);
    this.#backplane.send(options?.announce);
  }

  /** How many leases it remembers, also such as ran out. */
  get leases(): number {
    return this.#leases.size;
  }

  /** Forgets every lease. */
  close(): void {
    this.#leases.clear();
  }

  #grant(key: string, duration: Milliseconds): EntryLease {
    this.#lastToken += 1;
    const token = this.#tokenPrefix + String(this.#lastToken);
    this.#leases.grant(key, token, duration);
    return { key, token };
  }

  #write(key: string, value: unknown, options: WriteEntryOptions): void {
    this.#entries.replace(key, value, options);
    this.#leases.end(key);
    this.#backplane.send(options.announce);
  }

  #removeAll(keys: readonly string[], announce: Announcement | undefined): void {
    try {
      runBatch(
        this.#gate.provider,
        keys,
        (key) => key,
        (key) => this.#remove(key),
      );
    } catch (error) {
      if (CacheBatchError.isInstance(error) && error.failed.size < keys.length) this.#backplane.send(announce);
      throw error;
    }
  }

  #remove(key: string): void {
    this.#entries.delete(key);
    this.#leases.end(key);
  }

  #enter(key: string, options: CallOptions | undefined): void {
    this.#gate.enter(options, key);
    checkKey(key, this.#gate.provider);
  }

  /** @returns Whether the caller still holds the lease. */
  #enterHeld(lease: EntryLease, options: CallOptions | undefined): boolean {
    // A caller without types can pass anything.
    const key = (lease as EntryLease | undefined)?.key;
    this.#gate.enter(options, key);
    checkEntryLease(lease, { provider: this.#gate.provider, key });
    if (this.#leases.holder(lease.key) === lease.token) return true;
    checkKey(lease.key, this.#gate.provider);
    return false;
  }
}
