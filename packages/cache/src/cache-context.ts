import type { Announcement, Coordination } from '@modular-agent/cache-contract';
import { encodeMessage } from './backplane/message.ts';
import type { KeyWatchers } from './backplane/key-watchers.ts';
import type { Subscription } from './backplane/subscription.ts';
import type { Background } from './background.ts';
import type { InFlightLoads } from './in-flight/in-flight-loads.ts';
import type { LeaseKeeper } from './in-flight/lease-keeper.ts';
import type { RefreshPauses } from './in-flight/refresh-pauses.ts';
import type { CacheSettings } from './options/read-cache-options.ts';
import type { Counts } from './stats/counts.ts';
import type { Problems } from './stats/problems.ts';
import type { LocalTier } from './tiers/local-tier.ts';
import type { Outbox } from './tiers/outbox.ts';
import type { TagPruner } from './tiers/tag-pruner.ts';
import type { TierFailure } from './tiers/tier-failure.ts';
import type { TierStack } from './tiers/tier-stack.ts';
import type { VersionReader } from './tiers/version-reader.ts';
import type { WriteQueue } from './tiers/write-queue.ts';
import type { KeyChanges } from './versions/key-changes.ts';
import type { VersionTable } from './versions/version-table.ts';

/** The parts of a cache; all its namespaces share them. */
export interface CacheContext {
  readonly settings: CacheSettings;
  /** This cache object, in messages and in memory. */
  readonly instance: string;
  /** The tier in this process. */
  readonly local: LocalTier | undefined;
  /** Whether the local tier is the only one: then it is the shared tier, too. */
  readonly isLocalAlone: boolean;
  /** Stands in for the tiers while they are unavailable. */
  readonly fallback: LocalTier | undefined;
  readonly tiers: TierStack;
  readonly coordination: Coordination;
  readonly table: VersionTable;
  readonly versions: VersionReader;
  readonly pruner: TagPruner;
  readonly changes: KeyChanges;
  readonly outbox: Outbox;
  readonly queue: WriteQueue;
  readonly leases: LeaseKeeper;
  readonly pauses: RefreshPauses;
  readonly subscription: Subscription;
  readonly watchers: KeyWatchers;
  readonly inFlight: InFlightLoads;
  readonly counts: Counts;
  readonly problems: Problems;
  readonly background: Background;
  /** Number of writes that are on their way, by key. */
  readonly writing: Map<string, number>;
  /** Invalidates tags where processes share them, and tells the other processes. */
  readonly invalidateShared: (tags: readonly string[]) => Promise<TierFailure | undefined>;
}

/** Notes that something else is written under a key: what this process has, and what it reads or loads, is older. */
export function supersede(context: CacheContext, key: string): void {
  context.changes.note(key);
  context.inFlight.supersede(key);
  context.queue.forget(key);
  if (!context.isLocalAlone) context.local?.evict(key);
  context.fallback?.evict(key);
}

/** The message that a key was written or deleted. */
export function announceWritten({ settings, instance }: CacheContext, key: string): Announcement {
  return { channel: settings.name, message: encodeMessage(instance, [key]) };
}

/** Throws why a tier failed, if callers want to know. */
export function throwIfConfigured({ settings }: CacheContext, failure: TierFailure | undefined): void {
  if (settings.throwsTierErrors && failure !== undefined) throw failure.error;
}
