import type { CacheEntry } from '../cache-entry.ts';
import type { CacheProvider } from '../cache-provider.ts';
import type { CallOptions } from '../call-options.ts';
import type { Coordination } from '../coordination/coordination.ts';
import type {
  AcquiredEntry,
  AcquireOptions,
  AnnouncedOptions,
  Announcement,
  EntryLease,
  EntryStore,
  WriteEntryOptions,
} from '../coordination/entry-store.ts';
import type { Lease } from '../coordination/lease-store.ts';
import type { Duration, Milliseconds } from '../duration.ts';
import { CacheAbortError } from '../errors/cache-abort-error.ts';
import { CacheBatchError } from '../errors/cache-batch-error.ts';
import { CacheClosedError } from '../errors/cache-closed-error.ts';
import { CacheError } from '../errors/cache-error.ts';
import { CacheOptionError } from '../errors/cache-option-error.ts';
import { CacheUnavailableError } from '../errors/cache-unavailable-error.ts';
import { callTimeout, checkSignal } from './call-deadline.ts';
import { checkText, listKeys } from './check-arguments.ts';
import { listLeases } from './lease-terms.ts';

/** What a deleted entry leaves behind, so that an earlier `set` that lands late does not bring the entry back. */
const tombstone = Object.freeze({ x: 1 });
const tombstoneTtl: Milliseconds = 60_000;

/** How long a lease is extended so that the entry can be stored under it. */
const storeTime: Milliseconds = 10_000;

/**
 * The steps of a `Cache` from the calls of a provider, its leases and its backplane. `entryStoreOf` says what they cost and
 * where they promise less than steps that the store takes by itself.
 */
export class DerivedEntryStore implements EntryStore {
  readonly #provider: CacheProvider;
  readonly #leases: Coordination['leases'];
  readonly #backplane: Coordination['backplane'];

  constructor(provider: CacheProvider, { leases, backplane }: Coordination) {
    this.#provider = provider;
    this.#leases = leases;
    this.#backplane = backplane;
  }

  now(): Milliseconds {
    return Date.now();
  }

  async get(key: string, options?: CallOptions): Promise<CacheEntry | undefined> {
    return present(await this.#provider.getEntry(key, options));
  }

  async getMany(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, CacheEntry>> {
    const entries = await this.#provider.getEntries(keys, options);
    for (const [key, entry] of entries) if (present(entry) === undefined) entries.delete(key);
    return entries;
  }

  async acquire(key: string, ttl: Duration, options: AcquireOptions = {}): Promise<AcquiredEntry> {
    this.#enter(options, key);
    const { take = false, ...call } = options;
    const lease = take ? await this.#leases.take(key, ttl, call) : await this.#leases.acquire(key, ttl, call);
    try {
      const entry = await this.get(key, call);
      return { lease: lease && { key, token: String(lease.token) }, entry };
    } catch (error) {
      if (lease !== undefined) giveUp(this.#leases.release(lease));
      throw error;
    }
  }

  async renew(leases: readonly EntryLease[], ttl: Duration, options?: CallOptions): Promise<ReadonlySet<string>> {
    const lost = new Set<string>();
    await Promise.all(
      listLeases(leases, { provider: this.#provider.name }).map(async (lease) => {
        if (!(await this.#leases.renew(numbered(lease), ttl, options))) lost.add(lease.key);
      }),
    );
    return lost;
  }

  async release(lease: EntryLease, options: AnnouncedOptions = {}): Promise<boolean> {
    this.#enter(options, keyOf(lease));
    const { announce, ...call } = options;
    const wasHeld = await this.#leases.release(numbered(lease), call);
    if (wasHeld) await this.#announce(announce, call);
    return wasHeld;
  }

  async store(lease: EntryLease, value: unknown, options: WriteEntryOptions): Promise<boolean> {
    this.#enter(options, keyOf(lease));
    const { announce, ttl: _ttl, metadata: _metadata, ...call } = options;
    const held = numbered(lease);
    if (!(await this.#leases.renew(held, storeTime, call))) return false;
    let isStored: boolean;
    try {
      isStored = await this.#write(held, value, options);
    } catch (error) {
      if (isRefused(error)) giveUp(this.#leases.release(held));
      throw error;
    }
    // What was stored is stored, also if the lease can only run out.
    await this.#leases.release(held, call).catch(() => false);
    if (isStored) await this.#announce(announce, call);
    return isStored;
  }

  async set(key: string, value: unknown, options: WriteEntryOptions): Promise<void> {
    this.#enter(options, key);
    const { announce, ttl: _ttl, metadata: _metadata, ...call } = options;
    // Refused only by what was written later: then this value was there, and gave way.
    await this.#write(await this.#leases.take(key, 0, call), value, options);
    await this.#announce(announce, call);
  }

  async delete(keys: readonly string[], options: AnnouncedOptions = {}): Promise<void> {
    this.#enter(options);
    const { announce, ...call } = options;
    const all = [...new Set(listKeys(keys, { provider: this.#provider.name }))];
    const failed = new Map<string, unknown>();
    await Promise.all(all.map((key) => this.#bury(key, call).catch((error: unknown) => void failed.set(key, error))));
    if (failed.size === 0) return await this.#announce(announce, call);
    if (failed.size < all.length) giveUp(this.#announce(announce, call));
    throw this.#failure(all, failed);
  }

  /** Refuses what the first call of a step could not see; the calls themselves refuse the rest. */
  #enter(options: AnnouncedOptions, key?: string): void {
    const place = { provider: this.#provider.name, key };
    callTimeout(options, Infinity, place);
    checkSignal(options.signal, place);
    if (options.announce === undefined) return;
    checkText('channel', options.announce.channel, place);
    checkText('message', options.announce.message, place);
  }

  async #bury(key: string, call: CallOptions): Promise<void> {
    const { token: stamp } = await this.#leases.take(key, 0, call);
    if (this.#provider.setIfNewer === undefined) await this.#provider.delete(key, call);
    else await this.#provider.setIfNewer(key, null, { stamp, metadata: tombstone, ttl: tombstoneTtl, ...call });
  }

  /** @returns Whether it was stored; not if there is an entry of a higher token. */
  async #write({ key, token: stamp }: Lease, value: unknown, options: WriteEntryOptions): Promise<boolean> {
    const { announce, ...own } = options;
    try {
      if (this.#provider.setIfNewer !== undefined) {
        return await this.#provider.setIfNewer(key, value, { ...own, stamp });
      }
      await this.#provider.set(key, value, own);
      return true;
    } catch (error) {
      if (isRefused(error)) giveUp(this.#drop(key, announce));
      throw error;
    }
  }

  /** Removes an older entry whose successor was refused, so that nobody is served what was to be replaced. */
  async #drop(key: string, announce: Announcement | undefined): Promise<void> {
    await this.#provider.delete(key);
    await this.#announce(announce, {});
  }

  /** Called when the write is done. Its failure leaves the write in place, but others may not know of it. */
  async #announce(announce: Announcement | undefined, call: CallOptions): Promise<void> {
    if (announce === undefined) return;
    try {
      await this.#backplane.publish(announce.channel, announce.message, call);
    } catch (error) {
      if (CacheAbortError.isInstance(error) || CacheClosedError.isInstance(error)) throw error;
      if (CacheOptionError.isInstance(error)) throw error;
      throw new CacheUnavailableError('the write is done, but its message could not be published; try again', {
        provider: this.#provider.name,
        outcome: 'unknown',
        cause: error,
      });
    }
  }

  #failure(keys: readonly string[], failed: ReadonlyMap<string, unknown>): unknown {
    const [first] = failed.values();
    if (keys.length === 1) return first;
    const errors = new Map<string, CacheError>();
    for (const [key, error] of failed) {
      if (!CacheError.isInstance(error)) return error;
      errors.set(key, error);
    }
    const isUnknown = [...errors.values()].some(({ outcome }) => outcome === 'unknown');
    return new CacheBatchError(`${failed.size} of ${keys.length} entries could not be deleted, the others were`, {
      provider: this.#provider.name,
      failed: errors,
      outcome: isUnknown ? 'unknown' : 'not-applied',
    });
  }
}

/** `undefined` for a tombstone. */
function present(entry: CacheEntry | undefined): CacheEntry | undefined {
  return entry?.value === null && entry.metadata?.['x'] === tombstone.x ? undefined : entry;
}

/** The lease as its store knows it; that store refuses what is none. */
function numbered(lease: EntryLease | undefined | null): Lease {
  // A caller without types can pass anything.
  const { key, token }: Partial<EntryLease> = lease ?? {};
  return { key: key as string, token: typeof token === 'string' && token !== '' ? Number(token) : Number.NaN };
}

function keyOf(lease: EntryLease | undefined | null): string | undefined {
  return typeof lease?.key === 'string' ? lease.key : undefined;
}

/** Whether the store refused a write that it had understood: it had no room or no rights. */
function isRefused(error: unknown): boolean {
  if (!CacheError.isInstance(error)) return false;
  return error.outcome === 'not-applied' && (error.code === 'CACHE_SERVER' || error.code === 'CACHE_ENTRY_TOO_LARGE');
}

/** Lets a call end by itself, whatever comes of it. */
function giveUp(call: Promise<unknown>): void {
  call.catch(() => {});
}
