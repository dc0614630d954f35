import { randomUUID } from 'node:crypto';
import {
  CacheClosedError,
  checkKey,
  type AcquiredEntry,
  type AcquireOptions,
  type AnnouncedOptions,
  type Announcement,
  type Backplane,
  type CacheEntry,
  type CallOptions,
  type Duration,
  type EntryLease,
  type EntryStore,
  type Milliseconds,
  type SyncCacheProvider,
  type WriteEntryOptions,
} from '@modular-agent/cache-contract';
import {
  callTimeout,
  checkEntryLease,
  checkSignal,
  checkText,
  leaseDuration,
  listKeys,
  listLeases,
} from '@modular-agent/cache-contract/provider';
import { forEachPart } from './for-each-part.ts';
import type { CoordinationWorld } from './reference-coordination.ts';

/** The token of the lease of an entry, if it is held. */
export function heldEntryToken({ entryLeases, now }: CoordinationWorld, key: string): string | undefined {
  const lease = entryLeases.get(key);
  return lease !== undefined && lease.expiresAt > now ? lease.token : undefined;
}

/** What a `ReferenceEntryStore` is part of. */
export interface ReferenceEntryParts {
  /** Where the entries are. */
  readonly provider: SyncCacheProvider;
  readonly backplane: Backplane;
  readonly world: CoordinationWorld;
  readonly isOpen: () => boolean;
}

/** The smallest entry store that keeps every promise: each step is done before anything else can happen. */
export class ReferenceEntryStore implements EntryStore {
  readonly #parts: ReferenceEntryParts;

  constructor(parts: ReferenceEntryParts) {
    this.#parts = parts;
  }

  now(): Milliseconds {
    return this.#parts.world.now;
  }

  async get(key: string, options?: CallOptions): Promise<CacheEntry | undefined> {
    return this.#parts.provider.getEntry(key, options);
  }

  async getMany(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, CacheEntry>> {
    return this.#parts.provider.getEntries(keys, options);
  }

  async acquire(key: string, ttl: Duration, options?: AcquireOptions): Promise<AcquiredEntry> {
    this.#enter(options, key);
    checkKey(key, this.#name);
    const duration = leaseDuration(ttl, { provider: this.#name, key });
    const isFree = options?.take === true || heldEntryToken(this.#parts.world, key) === undefined;
    const lease = isFree ? this.#hold({ key, token: randomUUID() }, duration) : undefined;
    return { lease, entry: this.#parts.provider.getEntrySync(key) };
  }

  async renew(leases: readonly EntryLease[], ttl: Duration, options?: CallOptions): Promise<ReadonlySet<string>> {
    this.#enter(options);
    const all = listLeases(leases, { provider: this.#name });
    const duration = leaseDuration(ttl, { provider: this.#name });
    for (const { key } of all) checkKey(key, this.#name);
    const lost = all.filter((lease) => !this.#isHeld(lease));
    for (const lease of all) if (this.#isHeld(lease)) this.#hold(lease, duration);
    return new Set(lost.map(({ key }) => key));
  }

  async release(lease: EntryLease, options?: AnnouncedOptions): Promise<boolean> {
    this.#enterLease(lease, options);
    if (!this.#isHeld(lease)) return false;
    this.#parts.world.entryLeases.delete(lease.key);
    this.#announce(options?.announce);
    return true;
  }

  async store(lease: EntryLease, value: unknown, options: WriteEntryOptions): Promise<boolean> {
    this.#enterLease(lease, options);
    if (!this.#isHeld(lease)) return false;
    this.#write(lease.key, value, options);
    return true;
  }

  async set(key: string, value: unknown, options: WriteEntryOptions): Promise<void> {
    this.#enter(options, key);
    this.#write(key, value, options);
  }

  async delete(keys: readonly string[], options?: AnnouncedOptions): Promise<void> {
    this.#enter(options);
    const all = listKeys(keys, { provider: this.#name });
    if (all.length === 1) this.#remove(all[0] as string);
    else {
      forEachPart(
        this.#name,
        all,
        (key) => key,
        (_, key) => this.#remove(key),
      );
    }
    this.#announce(options?.announce);
  }

  get #name(): string {
    return this.#parts.provider.name;
  }

  #enter(options: AnnouncedOptions | undefined, key?: unknown): void {
    const place = { provider: this.#name, key: typeof key === 'string' ? key : undefined };
    if (!this.#parts.isOpen()) throw new CacheClosedError('closed', place);
    callTimeout(options, 1_000, place);
    checkSignal(options?.signal, place);
    if (options?.announce === undefined) return;
    checkText('channel', options.announce.channel, place);
    checkText('message', options.announce.message, place);
  }

  #enterLease(lease: unknown, options: AnnouncedOptions | undefined): void {
    const key = (lease as { readonly key?: unknown } | null | undefined)?.key;
    this.#enter(options, key);
    checkEntryLease(lease, { provider: this.#name, key: typeof key === 'string' ? key : undefined });
    checkKey(lease.key, this.#name);
  }

  #isHeld({ key, token }: EntryLease): boolean {
    return heldEntryToken(this.#parts.world, key) === token;
  }

  #hold(lease: EntryLease, duration: Milliseconds): EntryLease {
    const { entryLeases, now } = this.#parts.world;
    entryLeases.set(lease.key, { token: lease.token, expiresAt: now + duration });
    return lease;
  }

  #write(key: string, value: unknown, { ttl, metadata, announce }: WriteEntryOptions): void {
    this.#parts.provider.setSync(key, value, { ttl, metadata });
    this.#parts.world.entryLeases.delete(key);
    this.#announce(announce);
  }

  #remove(key: string): void {
    this.#parts.provider.deleteSync(key);
    this.#parts.world.entryLeases.delete(key);
  }

  #announce(announce: Announcement | undefined): void {
    if (announce !== undefined) void this.#parts.backplane.publish(announce.channel, announce.message);
  }
}
