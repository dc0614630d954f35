import type { Announcement, CacheProvider, EntryStore, VersionStore } from '@modular-agent/cache-contract';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import type { Faults } from './faults.ts';
import { Inbox } from './inbox.ts';
import type { Landing, Ledger } from './ledger.ts';
import type { Schedule } from './schedule.ts';
import { VirtualConnection } from './virtual-connection.ts';

/** Rules of the store that a mutant breaks. */
export interface StoreRules {
  /** A `set` that arrives after its time is refused. */
  readonly refusesLateSets: boolean;
  /** `store` is refused without the lease. */
  readonly checksLeases: boolean;
  /** `acquire` reads the entry once more. */
  readonly readsAgain: boolean;
  /** A write's message is sent in the same step, not before. */
  readonly announcesAfterWrites: boolean;
  /** Messages are sent at all. */
  readonly announces: boolean;
}

export const allRules: StoreRules = {
  refusesLateSets: true,
  checksLeases: true,
  readsAgain: true,
  announcesAfterWrites: true,
  announces: true,
};

/** A store that processes share: each call of each of them waits for its turn, and may fail. */
export class VirtualStore {
  readonly memory: MemoryCacheProvider = new MemoryCacheProvider({ name: 'remote', sweepInterval: Infinity });
  readonly entries: EntryStore;
  readonly versions: VersionStore;
  /** How many writes are on their way whose callers were told that their outcome is unknown. */
  lateWrites = 0;
  readonly schedule: Schedule;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly rules: StoreRules;
  readonly #inboxes: Inbox[] = [];

  constructor(schedule: Schedule, ledger: Ledger, faults: Faults, rules: StoreRules) {
    const { entries, versions } = this.memory.coordination;
    if (entries === undefined) throw new TypeError('memory has no entry store');
    this.entries = entries;
    this.versions = versions;
    this.schedule = schedule;
    this.ledger = ledger;
    this.faults = faults;
    this.rules = rules;
  }

  connect(process: number): CacheProvider {
    const inbox = new Inbox(process, this.schedule, this.ledger);
    this.#inboxes[process] = inbox;
    const coordination = new VirtualConnection(this, process, inbox);
    return new Proxy<CacheProvider>(this.memory, {
      get: (target, name) => (name === 'coordination' ? coordination : (Reflect.get(target, name, target) as unknown)),
      has: (target, name) => !String(name).endsWith('Sync') && Reflect.has(target, name),
    });
  }

  announce(announcement: Announcement | undefined, landing: Landing | undefined): void {
    if (announcement === undefined || !this.rules.announces) return;
    for (const inbox of this.#inboxes) inbox.send(announcement.message, landing);
  }

  /** Loses the messages to a process. */
  loseMessages(process: number, isLasting: boolean): void {
    this.#inboxes[process]?.lose(isLasting);
  }

  recoverMessages(process: number): void {
    this.#inboxes[process]?.recover();
  }

  /** Frees the room of an entry. */
  evict(key: string): void {
    this.memory.deleteSync(key);
  }

  /** Ends the lease of a key before its time. */
  async endLease(key: string): Promise<void> {
    const { lease } = await this.entries.acquire(key, 1_000, { take: true });
    if (lease !== undefined) await this.entries.release(lease);
  }

  /** Loses everything, as FLUSHALL does: entries, leases and history. */
  async flushAll(): Promise<void> {
    await this.memory.clear();
    for (const part of [this.entries, this.versions]) (part as unknown as { close(): void }).close();
  }
}
