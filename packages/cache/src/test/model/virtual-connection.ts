import {
  parseDuration,
  type AcquiredEntry,
  type AcquireOptions,
  type AnnouncedOptions,
  type Announcement,
  type Backplane,
  type BackplaneListener,
  type CacheEntry,
  type CallOptions,
  type Coordination,
  type Duration,
  type EntryLease,
  type EntryStore,
  type InvalidateOptions,
  type LeaseStore,
  type Milliseconds,
  type Unsubscribe,
  type Version,
  type VersionDelta,
  type VersionSnapshot,
  type VersionStore,
  type WriteEntryOptions,
} from '@modular-agent/cache-contract';
import { errorOf, type FaultKind, type StoreCall } from './faults.ts';
import type { Inbox } from './inbox.ts';
import { network } from './schedule.ts';
import { ttls } from './times.ts';
import type { VirtualStore } from './virtual-store.ts';

/** A call on its way to the store. */
interface Sending<T> {
  readonly call: StoreCall;
  readonly key?: string;
  readonly options: CallOptions | undefined;
  readonly apply: () => Promise<T>;
  /** What the store does where it has no room. @returns The result, if it refuses nothing. */
  readonly refuse?: () => Promise<T | undefined>;
}

/** The store as one process reaches it. */
export class VirtualConnection implements Coordination, EntryStore, VersionStore, Backplane {
  readonly entries: EntryStore = this;
  readonly versions: VersionStore = this;
  readonly backplane: Backplane = this;
  readonly #store: VirtualStore;
  readonly #process: number;
  readonly #inbox: Inbox;

  constructor(store: VirtualStore, process: number, inbox: Inbox) {
    this.#store = store;
    this.#process = process;
    this.#inbox = inbox;
  }

  get leases(): LeaseStore {
    return this.#store.memory.coordination.leases;
  }

  now(): Milliseconds {
    return this.#store.entries.now();
  }

  get(key: string, options?: CallOptions): Promise<CacheEntry | undefined> {
    return this.#send({ call: 'read', key, options, apply: () => this.#store.entries.get(key) });
  }

  getMany(keys: Iterable<string>, options?: CallOptions): Promise<Map<string, CacheEntry>> {
    return this.#send({ call: 'read', key: 'many', options, apply: () => this.#store.entries.getMany(keys) });
  }

  acquire(key: string, ttl: Duration, options?: AcquireOptions): Promise<AcquiredEntry> {
    const { entries, rules } = this.#store;
    return this.#send({
      call: 'acquire',
      key,
      options,
      apply: async () => {
        const found = await entries.acquire(key, ttl, { take: options?.take });
        return rules.readsAgain ? found : { ...found, entry: undefined };
      },
    });
  }

  renew(leases: readonly EntryLease[], ttl: Duration, options?: CallOptions): Promise<ReadonlySet<string>> {
    return this.#send({ call: 'renew', options, apply: () => this.#store.entries.renew(leases, ttl) });
  }

  release(lease: EntryLease, options?: AnnouncedOptions): Promise<boolean> {
    return this.#send({
      call: 'release',
      key: lease.key,
      options,
      apply: async () => {
        const wasHeld = await this.#store.entries.release(lease);
        if (wasHeld) this.#store.announce(options?.announce, undefined);
        return wasHeld;
      },
    });
  }

  store(lease: EntryLease, value: unknown, options: WriteEntryOptions): Promise<boolean> {
    const { entries, rules, ledger } = this.#store;
    const { key } = lease;
    const { ttl, metadata, announce } = options;
    // `expire` stores an entry again with its ttl over.
    const { t = Infinity, g = 0 } = metadata;
    const kind = ttls.includes(Number(t)) && ttl === Number(t) + Number(g) ? 'store' : 'expire';
    return this.#send({
      call: 'store',
      key: `${key} ${String(value)}`,
      options,
      apply: async () => {
        const wasHeld = await entries.store(lease, value, { ttl, metadata });
        if (!wasHeld && !rules.checksLeases) await entries.set(key, value, { ttl, metadata });
        const isStored = wasHeld || !rules.checksLeases;
        if (isStored) this.#store.announce(announce, ledger.land({ process: this.#process, kind, key, value }));
        return isStored;
      },
      refuse: async () => {
        if (!(await entries.release(lease))) return false;
        await this.#remove(key, announce);
        return undefined;
      },
    });
  }

  async set(key: string, value: unknown, options: WriteEntryOptions): Promise<void> {
    const { entries, rules, ledger } = this.#store;
    const { ttl, metadata, announce } = options;
    if (!rules.announcesAfterWrites) this.#store.announce(announce, undefined);
    await this.#send({
      call: 'set',
      key: `${key} ${String(value)}`,
      options,
      apply: async () => {
        await entries.set(key, value, { ttl, metadata });
        const landing = ledger.land({ process: this.#process, kind: 'set', key, value });
        if (rules.announcesAfterWrites) this.#store.announce(announce, landing);
      },
      refuse: () => this.#remove(key, announce),
    });
  }

  async delete(keys: readonly string[], options?: AnnouncedOptions): Promise<void> {
    const { entries, ledger } = this.#store;
    await this.#send({
      call: 'delete',
      key: keys.join(),
      options,
      apply: async () => {
        await entries.delete(keys);
        for (const key of keys) {
          const landing = ledger.land({ process: this.#process, kind: 'delete', key });
          this.#store.announce(options?.announce, landing);
        }
      },
    });
  }

  read(cache: string, tags: Iterable<string>, options?: CallOptions): Promise<VersionSnapshot> {
    return this.#send({ call: 'read', options, apply: () => this.#store.versions.read(cache, tags) });
  }

  readSince(cache: string, since: Version | undefined, options?: CallOptions): Promise<VersionDelta> {
    return this.#send({
      call: 'read',
      key: 'version',
      options,
      apply: () => {
        this.#store.ledger.readVersion(this.#process);
        return this.#store.versions.readSince(cache, since);
      },
    });
  }

  invalidate(cache: string, tags: Iterable<string>, options?: InvalidateOptions): Promise<Version> {
    const { versions, ledger } = this.#store;
    const all = [...tags];
    return this.#send({
      call: 'invalidate',
      key: all.join(),
      options,
      apply: async () => {
        const landing = ledger.land({ process: this.#process, kind: 'invalidate', tags: all });
        const version = await versions.invalidate(cache, all);
        const { channel, message: [before, after] = ['', ''] } = options?.announce ?? {};
        const message = `${before}${version.sequence}${after}`;
        this.#store.announce(channel === undefined ? undefined : { channel, message }, landing);
        return version;
      },
    });
  }

  async prune(): Promise<number> {
    return 0;
  }

  async publish(channel: string, message: string): Promise<void> {
    this.#store.announce({ channel, message }, undefined);
  }

  async subscribe(_: string, listener: BackplaneListener): Promise<Unsubscribe> {
    await this.#store.schedule.turn(this.#process);
    this.#inbox.subscribe(listener);
    return async () => this.#inbox.unsubscribe();
  }

  async #remove(key: string, announce: Announcement | undefined): Promise<void> {
    await this.#store.entries.delete([key]);
    this.#store.announce(announce, this.#store.ledger.land({ process: this.#process, kind: 'removed', key }));
  }

  /** Sends a call: it waits for its turn, is done or not, and is answered at another turn. */
  async #send<T>({ call, key = '', options, apply, refuse }: Sending<T>): Promise<T> {
    const { schedule, faults, ledger } = this.#store;
    const isWrite = call !== 'read';
    const createdAt = performance.now();
    const timeout = parseDuration(options?.timeout ?? 200, 'timeout');
    const queueTimeout = parseDuration(options?.queueTimeout ?? 1, 'queueTimeout');
    const fail = (fault: FaultKind): never => {
      if (!isWrite) ledger.failRead(this.#process);
      throw errorOf(fault, isWrite);
    };
    await schedule.turn(this.#process);
    const fault = faults.choose(this.#process, call);
    if (fault === 'stuck') await this.#wait(Math.min(queueTimeout, 10 + schedule.random() * 8_000));
    if (fault === 'unavailable' || fault === 'busy') ledger.note(`${this.#process}: ${call} ${key} ${fault}`);
    if (fault === 'unavailable' || fault === 'busy' || performance.now() - createdAt >= queueTimeout) {
      return fail(fault === 'unavailable' ? fault : 'busy');
    }
    const sentAt = performance.now();
    // A store that keeps timeouts counts them from the sending.
    const endsAt = sentAt + timeout;
    const refused = fault === 'refused' ? await refuse?.() : undefined;
    if (fault === 'late') void this.#applyLate(apply, endsAt, schedule.random());
    if (fault === 'too-late') void this.#applyTooLate(apply, endsAt);
    ledger.note(`${this.#process}: ${call} ${key} ${fault ?? ''}`);
    const isDone = fault === undefined || fault === 'stuck' || fault === 'applied';
    const result = isDone ? await apply() : refused;
    await schedule.turn(this.#process);
    ledger.note(`${this.#process}: ${call} ${key} answered`);
    if (fault !== undefined && fault !== 'stuck' && refused === undefined) return fail(fault);
    if (performance.now() - sentAt >= timeout) return fail('lost');
    return result as T;
  }

  async #applyLate(apply: () => Promise<unknown>, endsAt: Milliseconds, part: number): Promise<void> {
    const { schedule } = this.#store;
    this.#store.lateWrites += 1;
    const wait = part < 0.5 ? 0 : (endsAt - performance.now() - 1) * (2 * part - 1);
    if (wait > 0) await this.#wait(wait, network);
    while (schedule.chance(0.6)) await schedule.turn(network);
    if (performance.now() < endsAt) await apply();
    this.#store.lateWrites -= 1;
  }

  async #applyTooLate(apply: () => Promise<unknown>, endsAt: Milliseconds): Promise<void> {
    this.#store.lateWrites += 1;
    await this.#wait(endsAt - performance.now() + 4_000 * this.#store.schedule.random(), network);
    if (!this.#store.rules.refusesLateSets) await apply();
    this.#store.lateWrites -= 1;
  }

  async #wait(milliseconds: Milliseconds, process: number = this.#process): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    await this.#store.schedule.turn(process);
  }
}
