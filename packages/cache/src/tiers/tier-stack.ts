import type {
  AcquiredEntry,
  Announcement,
  CacheEntry,
  EntryLease,
  JsonObject,
  Milliseconds,
} from '@modular-agent/cache-contract';
import type { Namespace } from '../entries/namespace.ts';
import type { VersionTable } from '../versions/version-table.ts';
import type { Outbox } from './outbox.ts';
import type { SharedTier } from './shared-tier.ts';
import { TierFailure } from './tier-failure.ts';
import type { TierHit, TierNames } from './pending-reads.ts';
import { TierReads } from './tier-reads.ts';
import type { VersionReader } from './version-reader.ts';

/** The leases of one load, one for each tier that it stores to. */
export type HeldLeases = readonly { readonly tier: SharedTier; readonly lease: EntryLease }[];

/** The result of asking for the leases of a load. */
export interface Acquired {
  /** Absent while another process loads the key. */
  readonly leases: HeldLeases | undefined;
  /** An entry that was stored meanwhile. */
  readonly hit: TierHit | undefined;
}

/** An entry that is written to every tier. */
export interface NewEntry {
  readonly value: unknown;
  readonly metadata: JsonObject;
  readonly ttl: Milliseconds;
}

/** The shared tiers, fastest first. The last one is read and written by every process: it holds the leases that count. */
export class TierStack {
  readonly tiers: readonly SharedTier[];
  readonly reads: TierReads;
  readonly #outbox: Outbox;

  constructor(tiers: readonly SharedTier[], table: VersionTable, versions: VersionReader, outbox: Outbox) {
    this.tiers = tiers;
    this.#outbox = outbox;
    this.reads = new TierReads(this, table, versions, outbox);
  }

  get names(): readonly string[] {
    return this.tiers.map(({ name }) => name);
  }

  /** The store's clock, in whole milliseconds. */
  now(): Milliseconds {
    return Math.floor(this.last.entries.now());
  }

  get last(): SharedTier {
    return this.tiers.at(-1) as SharedTier;
  }

  among(names: TierNames): readonly SharedTier[] {
    return names === undefined ? this.tiers : this.tiers.filter(({ name }) => names.has(name));
  }

  /** The entry of each tier as it is, for an explanation. */
  async inspect(
    key: string,
  ): Promise<readonly { readonly tier: SharedTier; readonly entry: CacheEntry | undefined | TierFailure }[]> {
    return await Promise.all(
      this.tiers.map(async (tier) => ({ tier, entry: await tier.call((options) => tier.entries.get(key, options)) })),
    );
  }

  /**
   * Asks for the right to load a key, and reads the entry once more: another process may have stored it. One round trip; the
   * history that judges the entry was read before.
   *
   * @param take Takes the lease from its holder.
   * @param reads Whether the entry is wanted. Default: unless the lease is taken.
   */
  async acquire(
    key: string,
    namespace: Namespace,
    ttl: Milliseconds,
    { take, names, reads = !take }: { readonly take: boolean; readonly names: TierNames; readonly reads?: boolean },
  ): Promise<Acquired | TierFailure> {
    const targets = this.among(names);
    const last = targets.at(-1);
    if (last === undefined) return { leases: [], hit: undefined };
    const found = await last.callInTurn((options) => last.entries.acquire(key, ttl, { ...options, take }));
    if (found instanceof TierFailure) return found;
    const { lease, entry } = found;
    const isReadable = reads && entry !== undefined && !this.#outbox.isInDoubt(last.name, key);
    const hit = isReadable ? await this.reads.judge(last, entry, namespace) : undefined;
    const usable = hit instanceof TierFailure ? undefined : hit;
    if (lease === undefined) return { leases: undefined, hit: usable };
    const own = { tier: last, lease };
    if (targets.length === 1) return { leases: [own], hit: usable };
    const others = await Promise.all(
      targets.slice(0, -1).map(async (tier) => {
        const taken = await tier.call<AcquiredEntry>((options) =>
          tier.entries.acquire(key, ttl, { ...options, take: true }),
        );
        return taken instanceof TierFailure || taken.lease === undefined ? [] : [{ tier, lease: taken.lease }];
      }),
    );
    return { leases: [...others.flat(), own], hit: usable };
  }

  /** Gives leases back, and announces it to waiting processes. Never rejects. */
  async release(leases: HeldLeases, announce: Announcement | undefined): Promise<void> {
    await Promise.all(
      leases.map(({ tier, lease }) =>
        tier.call((options) => tier.entries.release(lease, tier === this.last ? { ...options, announce } : options)),
      ),
    ).catch(() => {});
  }

  /**
   * Stores a loaded value where its lease still holds. Rejects with what is wrong with the value.
   *
   * @returns `true` if every tier stored it, `false` if the lease is lost; else a failure.
   */
  async store(leases: HeldLeases, entry: NewEntry, announce: Announcement): Promise<boolean | TierFailure> {
    const outcomes = await Promise.all(
      leases.map(({ tier, lease }) =>
        tier.write((options) =>
          tier.entries.store(lease, entry.value, {
            ...options,
            ttl: entry.ttl,
            metadata: entry.metadata,
            announce: tier === this.last ? announce : undefined,
          }),
        ),
      ),
    );
    return outcomes.find((outcome) => outcome instanceof TierFailure) ?? !outcomes.includes(false);
  }
}
