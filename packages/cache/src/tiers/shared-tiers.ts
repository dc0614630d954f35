import {
  isValidAt,
  type CacheEntry,
  type Coordination,
  type JsonObject,
  type Lease,
  type Milliseconds,
  type Stamp,
  type Version,
  type VersionSnapshot,
} from '@modular-agent/cache-contract';
import { chunks } from '../chunks.ts';
import type { Coherence } from '../coherence/coherence.ts';
import { decodeRecord, encodeTombstone, isUsable, type EntryRecord } from '../entries/entry-record.ts';
import type { Scope } from '../keys/scope.ts';
import type { VersionReader } from '../versions/version-reader.ts';
import { Budget } from './budget.ts';
import { Journal, type Missed } from './journal.ts';
import { away, type Away, type Reach, type Tier } from './tier.ts';

/** A valid entry that a tier had; fresh, or to be served in its grace. */
export interface Found {
  readonly value: unknown;
  readonly record: EntryRecord;
  readonly stamp: Stamp | undefined;
  /** The name of its tier. */
  readonly source: string;
}

/** What is to be written. */
export interface Draft {
  readonly value: unknown;
  readonly metadata: JsonObject;
  readonly ttl: Milliseconds;
  /** How new it is: the token of a lease. */
  readonly stamp: Stamp;
}

/** What became of a write. */
export interface Written {
  /** Did a tier have something newer? */
  readonly isRefused: boolean;
  /** The tiers that were away: they get a deletion once they are back. */
  readonly pending: readonly string[];
}

export interface SharedTiersSettings {
  readonly cache: string;
  readonly tiers: readonly Tier[];
  readonly coordination: Coordination;
  /** How calls of `coordination` are made. */
  readonly coordinator: Reach;
  readonly versions: VersionReader;
  readonly coherence: Coherence;
  readonly everything: string;
  readonly maxPending: number;
  /** Told when a tier has missed something, and when all is made up for. */
  readonly onPending: (isNone: boolean) => void;
  readonly tierTimeout: Milliseconds;
  /** How long a deletion keeps late writers out. */
  readonly tombstoneTtl: Milliseconds;
}

/**
 * The tiers that have what other processes are to find, with what they need together: reads that trust no entry before its
 * tags were looked up, writes that never replace a newer entry, and a journal of what was missed.
 */
export class SharedTiers {
  readonly journal: Journal;
  readonly #settings: SharedTiersSettings;

  constructor(settings: SharedTiersSettings) {
    this.#settings = settings;
    this.journal = new Journal({
      maxNames: settings.maxPending,
      everything: settings.everything,
      makeUp: (missed) => this.#makeUp(missed),
      onChange: settings.onPending,
    });
  }

  get names(): readonly string[] {
    return this.#settings.tiers.map(({ reach }) => reach.name);
  }

  /**
   * The entry of the fastest tier that has a valid one.
   *
   * @param among The names of the tiers to ask.
   * @returns `away` if there may be one that could not be had.
   */
  async read(
    key: string,
    scope: Scope,
    budget: Budget,
    among?: ReadonlySet<string>,
  ): Promise<Found | undefined | Away> {
    if (!this.journal.isEmpty && !(await this.journal.settle(budget))) return away;
    let isAway = false;
    for (const { provider, reach } of this.#among(among)) {
      const entry = await reach.use(budget, (options) => provider.getEntry(key, options));
      const record = entry === away ? undefined : decodeRecord(entry?.metadata);
      if (entry === away) isAway = true;
      if (entry === away || entry === undefined || record === undefined || !isUsable(record, Date.now())) continue;
      const isValid = await this.#isValid(record, scope, budget);
      if (isValid === away) return away;
      if (isValid) return { value: entry.value, record, stamp: entry.stamp, source: reach.name };
    }
    return isAway ? away : undefined;
  }

  /** As `read`, for several keys in one call of each tier. Absent from the result are those that no tier has. */
  async readMany(
    keys: readonly string[],
    scope: Scope,
    budget: Budget,
    among?: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, Found> | Away> {
    if (!this.journal.isEmpty && !(await this.journal.settle(budget))) return away;
    const found = new Map<string, Found>();
    let isAway = false;
    for (const { provider, reach } of this.#among(among)) {
      const missing = keys.filter((key) => !found.has(key));
      if (missing.length === 0) break;
      const entries = await reach.use(budget, (options) => provider.getEntries(missing, options));
      isAway ||= entries === away;
      if (entries === away) continue;
      const read = Array.from(entries, async ([key, { value, stamp, metadata }]) => {
        const record = decodeRecord(metadata);
        if (record === undefined || !isUsable(record, Date.now())) return;
        const isValid = await this.#isValid(record, scope, budget);
        if (isValid === true) found.set(key, { value, record, stamp, source: reach.name });
        isAway ||= isValid === away;
      });
      await Promise.all(read);
    }
    return isAway && found.size === 0 ? away : found;
  }

  /** What each tier has under a key, as it is. */
  async look(
    key: string,
    budget: Budget,
  ): Promise<readonly { readonly name: string; readonly entry: CacheEntry | undefined | Away }[]> {
    return await Promise.all(
      this.#settings.tiers.map(async ({ provider, reach }) => ({
        name: reach.name,
        entry: await reach.use(budget, (options) => provider.getEntry(key, options)),
      })),
    );
  }

  /** Where the history of these tags stands. */
  async snapshot(tags: readonly string[], budget: Budget): Promise<VersionSnapshot | Away> {
    const { coordinator, versions } = this.#settings;
    return await coordinator.use(budget, () => versions.read(tags));
  }

  /** Where the history stands now: for an entry whose loader has not begun yet. */
  async mark(budget: Budget): Promise<Version | Away> {
    const snapshot = await this.snapshot([], budget);
    return snapshot === away ? away : { epoch: snapshot.epoch, sequence: snapshot.sequence };
  }

  /** A token that nobody else has had, whoever holds the lease: what it stamps is newer than all that is being loaded. */
  async token(key: string, budget: Budget): Promise<Lease | Away> {
    const { coordinator, coordination } = this.#settings;
    return await coordinator.use(budget, (options) => coordination.leases.take(key, 0, options));
  }

  /** Writes it to all tiers, and notes for those that are away that they missed it. */
  async write(key: string, draft: Draft, budget: Budget, among?: ReadonlySet<string>): Promise<Written> {
    const { ttl, metadata, stamp, value } = draft;
    const options = { ttl, metadata, stamp };
    const tiers = this.#among(among);
    const outcomes = await Promise.all(
      tiers.map(({ provider, reach }) =>
        reach.use(budget, async (call) => {
          if (provider.setIfNewer !== undefined) return await provider.setIfNewer(key, value, { ...call, ...options });
          await provider.set(key, value, { ...call, ...options });
          return true;
        }),
      ),
    );
    const pending = tiers.flatMap(({ reach }, index) => (outcomes[index] === away ? [reach.name] : []));
    if (pending.length > 0) this.journal.miss([key]);
    return { isRefused: outcomes.includes(false), pending };
  }

  /** Deletes entries, so that none comes back that was begun before. @returns The tiers that missed it. */
  async bury(keys: readonly string[], budget: Budget): Promise<readonly string[]> {
    if (!(await this.journal.settle(budget)) || !(await this.#bury(keys, budget))) {
      this.journal.miss(keys);
      return this.names;
    }
    return await this.#announce({ written: keys }, budget, () => this.journal.miss(keys));
  }

  /** Makes all invalid that has one of these tags. @returns The tiers that missed it. */
  async invalidate(tags: readonly string[], budget: Budget): Promise<readonly string[]> {
    if (!(await this.journal.settle(budget)) || !(await this.#invalidate(tags, budget))) {
      this.journal.miss([], tags);
      return this.names;
    }
    return await this.#announce({ invalidated: tags }, budget, () => this.journal.miss([], tags));
  }

  /** Tells others. @returns The tiers to which it could not be said, if it could not. */
  async announceWritten(keys: readonly string[], budget: Budget): Promise<readonly string[]> {
    return await this.#announce({ written: keys }, budget, () => this.journal.miss(keys));
  }

  /** Tells those who wait for a loader that there is nothing to wait for. They notice by themselves, if they are not told. */
  announceFreed(key: string, budget: Budget): void {
    const { coordinator, coherence } = this.#settings;
    void coordinator.use(budget, () => coherence.tell({ freed: [key] })).catch(() => {});
  }

  async #announce(
    message: Parameters<Coherence['tell']>[0],
    budget: Budget,
    onMissed: () => void,
  ): Promise<readonly string[]> {
    const { coordinator, coherence } = this.#settings;
    if ((await coordinator.use(budget, () => coherence.tell(message))) !== away) return [];
    onMissed();
    return this.names;
  }

  async #isValid(record: EntryRecord, scope: Scope, budget: Budget): Promise<boolean | Away> {
    const { mark } = record;
    if (mark === undefined) return false;
    const tags = scope.tagsOf(record.tags);
    const snapshot = await this.snapshot(tags, budget);
    return snapshot === away ? away : isValidAt(mark, tags, snapshot);
  }

  async #bury(keys: readonly string[], budget: Budget): Promise<boolean> {
    const buried = await Promise.all(keys.map((key) => this.#buryOne(key, budget)));
    return buried.every(Boolean);
  }

  async #buryOne(key: string, budget: Budget): Promise<boolean> {
    const { tiers, tombstoneTtl: ttl } = this.#settings;
    const lease = await this.token(key, budget);
    if (lease === away) return false;
    const metadata = encodeTombstone(Date.now());
    const outcomes = await Promise.all(
      tiers.map(({ provider, reach }) =>
        reach.use(budget, async (options): Promise<void> => {
          if (provider.setIfNewer === undefined) await provider.delete(key, options);
          else await provider.setIfNewer(key, null, { ...options, ttl, metadata, stamp: lease.token });
        }),
      ),
    );
    return !outcomes.includes(away);
  }

  async #invalidate(tags: readonly string[], budget: Budget): Promise<boolean> {
    const { coordinator, coordination, cache } = this.#settings;
    return (
      (await coordinator.use(budget, (options) => coordination.versions.invalidate(cache, tags, options))) !== away
    );
  }

  /** A part at a time, each within the time of a call. */
  async #makeUp({ keys, tags }: Missed): Promise<boolean> {
    const { coordinator, coherence, tierTimeout } = this.#settings;
    for (const invalidated of chunks([...tags])) {
      const budget = new Budget(tierTimeout);
      if (!(await this.#invalidate(invalidated, budget))) return false;
      if ((await coordinator.use(budget, () => coherence.tell({ invalidated }))) === away) return false;
    }
    for (const written of chunks([...keys])) {
      const budget = new Budget(tierTimeout);
      if (!(await this.#bury(written, budget))) return false;
      if ((await coordinator.use(budget, () => coherence.tell({ written }))) === away) return false;
    }
    return true;
  }

  #among(names: ReadonlySet<string> | undefined): readonly Tier[] {
    const { tiers } = this.#settings;
    return names === undefined ? tiers : tiers.filter(({ reach }) => names.has(reach.name));
  }
}
