import { randomBytes } from 'node:crypto';
import {
  CacheError,
  CacheOptionError,
  checkKey,
  type AcquiredEntry,
  type AcquireOptions,
  type AnnouncedOptions,
  type CacheEntry,
  type CallOptions,
  type Duration,
  type EntryLease,
  type EntryStore,
  type ErrorPlace,
  type KeptValue,
  type Milliseconds,
  type WriteEntryOptions,
} from '@modular-agent/cache-contract';
import { leaseDuration } from '@modular-agent/cache-contract/provider';
import type { Call } from '../../calls/call.ts';
import type { CallRunner } from '../../dispatch/call-runner.ts';
import type { GatheredReads } from '../../dispatch/gathered-reads.ts';
import { EncodedValue } from '../../codec/encoded-value.ts';
import { newRecord } from '../../operations/new-record.ts';
import { isOneCommand, readAtOnce, readEntries } from '../../operations/read-entries.ts';
import { readReply } from '../../operations/read-reply.ts';
import type { Store } from '../../operations/store.ts';
import type { Reply } from '../../wire/reply.ts';
import type { Announcer } from '../announcer.ts';
import { inBackground } from '../in-background.ts';
import { readWhole } from '../read-whole.ts';
import type { RedisClock } from '../redis-clock.ts';
import { Acquires } from './acquires.ts';
import { deleteSteps } from './delete-steps.ts';
import { leaseNames, type LeaseNames } from './lease-names.ts';
import { releaseScript, storeScript } from './entry-scripts.ts';
import { runStep } from './entry-steps.ts';
import { renewSteps } from './renew-steps.ts';
import { setStep } from './set-step.ts';

/** How long giving back a lease that may have been granted waits for its turn, at most. */
const longestWait: Milliseconds = 60_000;

/** What the entry store is made of. */
export interface EntryStoreParts {
  readonly store: Store;
  /** The same, where reads take the way of the writes. */
  readonly inOrder: Store;
  /** The same, where no read goes to a replica. */
  readonly masters: Store;
  /** Reads of `masters`, sent together. */
  readonly reads: GatheredReads;
  readonly runner: CallRunner;
  readonly clock: RedisClock;
  readonly announcer: Announcer;
}

/**
 * What a cache does with an entry, each in one round trip. Values are those of the provider; the lease of an entry is a string
 * of its own, `<keyPrefix>e|…`, in a Cluster in the slot of the value, that holds a random token for the ttl of the lease.
 *
 * Whatever writes or deletes the value deletes the lease in the same script, so that a holder who lost it can't store any more.
 * Redis publishes the message of a write in that script; in a Cluster it is published after the reply, in the background.
 */
export class RedisEntryStore implements EntryStore {
  readonly #parts: EntryStoreParts;
  readonly #leaseName: LeaseNames;
  readonly #acquires: Acquires;
  readonly #tokenPrefix = randomBytes(12).toString('base64url');
  #tokens = 0;
  readonly #readEntry = (reply: Reply): CacheEntry | undefined => readReply(this.#parts.store, reply);

  constructor(parts: EntryStoreParts) {
    this.#parts = parts;
    const { dispatcher, keySpace } = parts.store;
    this.#leaseName = leaseNames(keySpace.entryLeases, dispatcher.servers.isSharded);
    this.#acquires = new Acquires(parts.inOrder.dispatcher, this.#readEntry);
  }

  /** The clock of the server: in a Cluster that of the node that takes messages. See `RedisClock` for how exact it is. */
  now(): Milliseconds {
    return this.#parts.clock.now();
  }

  /** One GET; with others of the same tick one MGET for each 64. */
  get(key: string, options?: CallOptions): Promise<CacheEntry | undefined> {
    const { runner, reads } = this.#parts;
    return runner.runOne('getEntry', key, options, (call) => reads.read(call, key, this.#readEntry));
  }

  /** An MGET for each 500 keys, four at a time. */
  getMany(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, CacheEntry>> {
    const { runner, masters } = this.#parts;
    if (Array.isArray(keys) && isOneCommand(masters, keys)) {
      return runner.runOne('getEntries', undefined, options, (call) =>
        readAtOnce(masters, call, [...keys], this.#readEntry, runner),
      );
    }
    return runner.run('getEntries', undefined, options, (call) => readEntries(masters, call, keys, this.#readEntry));
  }

  /**
   * A SET and, behind it, a GET; with others of the same tick a SET for each and one MGET for each 64. Where a Cluster moves
   * the key meanwhile, another GET.
   */
  acquire(key: string, ttl: Duration, options?: AcquireOptions): Promise<AcquiredEntry> {
    return this.#parts.runner.run('acquireEntry', key, options, async (call) => {
      checkKey(key, call.provider);
      const milliseconds = leaseDuration(ttl, { provider: call.provider, key });
      const value = this.#parts.store.keySpace.valueKey(key);
      const lease = this.#leaseName(key, value);
      const token = this.#tokenPrefix + (this.#tokens++).toString(36);
      try {
        const take = options?.take === true;
        const found = await this.#acquires.acquire(call, { lease, value, token, ttl: milliseconds, take });
        const entry = found.wasRedirected ? await this.#parts.reads.read(call, key, this.#readEntry) : found.entry;
        return { lease: found.isGranted ? Object.freeze({ key, token }) : undefined, entry };
      } catch (error) {
        this.#giveUp(error, { key, token }, milliseconds);
        throw error;
      }
    });
  }

  /** One EVALSHA for each 500 leases; in a Cluster one for each. */
  renew(leases: readonly EntryLease[], ttl: Duration, options?: CallOptions): Promise<ReadonlySet<string>> {
    return this.#parts.runner.run('renewEntries', undefined, options, async (call) => {
      const milliseconds = leaseDuration(ttl, { provider: call.provider });
      const named = listLeases(leases, call).map((lease) => ({ ...lease, name: this.#nameOf(lease, call) }));
      return await renewSteps(this.#parts.store, call, named, milliseconds);
    });
  }

  /** One EVALSHA. */
  release(lease: EntryLease, options?: AnnouncedOptions): Promise<boolean> {
    return this.#parts.runner.run('releaseEntry', keyOf(lease), options, async (call) => {
      const { store, announcer } = this.#parts;
      const name = this.#nameOf(lease, call);
      announcer.check(options?.announce, call.provider);
      const values = [lease.token, ...announcer.argumentsOf(options?.announce)];
      const step = { script: releaseScript, names: [name], values, read: isDone };
      const wasHeld = await runStep(store.dispatcher, call, step);
      if (wasHeld) announcer.landed(options?.announce);
      return wasHeld;
    });
  }

  encode(value: unknown, place: ErrorPlace): KeptValue {
    return new EncodedValue(value, this.#parts.store.format, place);
  }

  /** One EVALSHA. A value that is refused (OOM, NOPERM) gives the lease back in the same step. */
  store(lease: EntryLease, value: unknown, options: WriteEntryOptions): Promise<boolean> {
    return this.#parts.runner.run('storeEntry', keyOf(lease), options, async (call) => {
      const { store, announcer } = this.#parts;
      const leaseName = this.#nameOf(lease, call);
      announcer.check(options.announce, call.provider);
      const { name, entry, ttl } = newRecord(store, call, lease.key, value, entryOptions(options));
      const values = [entry, lifetime(ttl), lease.token, ...announcer.argumentsOf(options.announce)];
      const step = { script: storeScript, names: [name, leaseName], values, read: isDone };
      const isStored = await runStep(store.dispatcher, call, step);
      if (isStored) {
        store.stats.sets++;
        announcer.landed(options.announce);
      }
      return isStored;
    });
  }

  /**
   * One EVALSHA; before the first one to a server an EVAL that asks for its time. The server refuses one that comes later
   * than its `timeout`, and a millisecond more for each 1,000 bytes, after it had its turn: by the server's clock, up to twice the
   * error of `RedisClock`. A value that is refused (OOM, NOPERM) frees the older one.
   *
   * @throws CacheTimeoutError with `outcome: 'not-applied'` if the server refused it as late.
   */
  set(key: string, value: unknown, options: WriteEntryOptions): Promise<void> {
    return this.#parts.runner.run('replaceEntry', key, options, async (call) => {
      const { store, clock, announcer } = this.#parts;
      announcer.check(options.announce, call.provider);
      const { name, entry, ttl } = newRecord(store, call, key, value, entryOptions(options));
      await setStep(store.dispatcher, clock, call, {
        names: [name, this.#leaseName(key, name)],
        values: [entry, lifetime(ttl)],
        message: announcer.argumentsOf(options.announce),
      });
      store.stats.sets++;
      announcer.landed(options.announce);
    });
  }

  /** One EVALSHA for each 500 keys; in a Cluster one for each. The message goes with the last. */
  delete(keys: readonly string[], options?: AnnouncedOptions): Promise<void> {
    const key = Array.isArray(keys) && keys.length === 1 ? keys[0] : undefined;
    return this.#parts.runner.run('deleteEntries', key, options, async (call) => {
      const { store, announcer } = this.#parts;
      announcer.check(options?.announce, call.provider);
      await deleteSteps(store, call, keys, { leaseName: this.#leaseName, announcer, announce: options?.announce });
    });
  }

  #nameOf(lease: EntryLease, { provider }: Call): string {
    checkLease(lease, { provider, key: keyOf(lease) });
    checkKey(lease.key, provider);
    return this.#leaseName(lease.key, this.#parts.store.keySpace.valueKey(lease.key));
  }

  /** Releases what may have been granted to a call that failed: a token is asked for once. */
  #giveUp(error: unknown, lease: EntryLease, ttl: Milliseconds): void {
    if (!CacheError.isInstance(error) || error.outcome !== 'unknown') return;
    void inBackground(() => this.release(lease, { queueTimeout: Math.min(ttl, longestWait) }), ttl);
  }
}

/** Without those of the call, which `newRecord` does not know. A caller without types can leave out what must be there. */
function entryOptions({ ttl, metadata }: WriteEntryOptions): Pick<WriteEntryOptions, 'ttl' | 'metadata'> {
  return { ttl, metadata };
}

function lifetime(ttl: Milliseconds): string {
  return ttl === Infinity ? '' : String(ttl);
}

/** A caller without types can pass anything. */
function keyOf(lease: EntryLease | undefined): string | undefined {
  return lease?.key;
}

/** @throws CacheOptionError if it is nothing that `acquire` can have given. */
function checkLease(lease: unknown, place: { readonly provider: string; readonly key: string | undefined }): void {
  const isLease = typeof lease === 'object' && lease !== null && 'key' in lease && 'token' in lease;
  if (isLease && typeof lease.token === 'string' && lease.token !== '') return;
  throw new CacheOptionError('lease is none; give back what acquire gave', { ...place, option: 'lease' });
}

/** @throws CacheOptionError if they are no list. */
function listLeases(leases: unknown, { provider }: Call): readonly EntryLease[] {
  if (Array.isArray(leases)) return leases as readonly EntryLease[];
  throw new CacheOptionError('leases must be an array', { provider, option: 'leases' });
}

function isDone(reply: Reply): boolean {
  return readWhole(reply) === 1;
}
