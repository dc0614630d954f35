import { randomUUID } from 'node:crypto';
import type { CacheProvider, Coordination } from '@modular-agent/cache-contract';
import { entryStoreOf } from '@modular-agent/cache-contract/provider';
import { Background } from './background.ts';
import { KeyWatchers } from './backplane/key-watchers.ts';
import { encodeInvalidation, encodeMessage, type Message } from './backplane/message.ts';
import { Subscription } from './backplane/subscription.ts';
import { supersede, type CacheContext } from './cache-context.ts';
import { CacheLife } from './cache-life.ts';
import type { Cache } from './cache.ts';
import { Namespace } from './entries/namespace.ts';
import { InFlightLoads } from './in-flight/in-flight-loads.ts';
import { LeaseKeeper } from './in-flight/lease-keeper.ts';
import { RefreshPauses } from './in-flight/refresh-pauses.ts';
import { NamespacedCache } from './namespaced-cache.ts';
import type { CacheOptions } from './options/cache-options.ts';
import { readCacheOptions, type CacheSettings } from './options/read-cache-options.ts';
import { chooseCoordination, readTiers, type TierList } from './options/read-tiers.ts';
import { createCounts } from './stats/counts.ts';
import { Health } from './stats/health.ts';
import { Problems } from './stats/problems.ts';
import { LocalTier } from './tiers/local-tier.ts';
import { Outbox } from './tiers/outbox.ts';
import { SharedTier, type TierObserver } from './tiers/shared-tier.ts';
import { TagPruner } from './tiers/tag-pruner.ts';
import { TierFailure } from './tiers/tier-failure.ts';
import { TierStack } from './tiers/tier-stack.ts';
import { VersionReader } from './tiers/version-reader.ts';
import { WriteQueue } from './tiers/write-queue.ts';
import { KeyChanges } from './versions/key-changes.ts';
import { LocalCoordination } from './versions/local-coordination.ts';
import { VersionTable } from './versions/version-table.ts';

/**
 * Creates a cache over providers. It subscribes to the messages of other processes with its first call.
 *
 * @throws CacheOptionError if an option is invalid; `option` names it.
 */
export function createCache(options: CacheOptions): Cache {
  const settings = readCacheOptions(options);
  const root = Namespace.ofCache(settings.name);
  const tiers = readTiers(options);
  const coordination = chooseCoordination(options.coordination, tiers);
  const life = createContext(settings, root, tiers, coordination);
  return new NamespacedCache(life, root, () => life.close());
}

function createContext(
  settings: CacheSettings,
  root: Namespace,
  tierList: TierList,
  coordination: Coordination,
): CacheLife {
  const { name } = settings;
  const instance = randomUUID();
  const health = new Health(name);
  const problems = new Problems({ cache: name, onProblem: settings.onProblem });
  const failures: Record<string, number> = {};
  const table = new VersionTable();
  const changes = new KeyChanges();
  const watchers = new KeyWatchers();
  const writing = new Map<string, number>();
  const coordinator = coordinatorOf(tierList, coordination);
  const observer: TierObserver = {
    get moment() {
      return problems.moment;
    },
    ended: (tier, failure, isWrite, began) => {
      const store = tier === coordinationName ? (coordinator?.name ?? coordinationName) : tier;
      const isFailure = failure !== undefined && failure.kind !== 'busy';
      if (failure !== undefined) problems.reportFailure(store, failure);
      else problems.endOutage(store, isWrite, began);
      if (isFailure) failures[tier] = (failures[tier] ?? 0) + 1;
      health.note(tier, !isFailure);
    },
  };
  const shared = tierList.shared.map(
    (provider) =>
      new SharedTier(
        provider.name,
        entriesOf(provider, provider === tierList.shared.at(-1) ? coordination : undefined),
        provider.keepsTimeouts === true,
        settings,
        observer,
      ),
  );
  const last = shared.at(-1) as SharedTier;
  const coordinating = new SharedTier(
    coordinationName,
    last.entries,
    coordinator?.keepsTimeouts === true,
    settings,
    observer,
  );
  const invalidateShared = async (tags: readonly string[]): Promise<TierFailure | undefined> => {
    const announce = { channel: name, message: encodeInvalidation(instance, tags, table.version?.epoch) };
    const version = await coordinating.call((call) =>
      coordination.versions.invalidate(name, tags, { ...call, announce }),
    );
    if (version instanceof TierFailure) return version;
    // An entry that was read meanwhile was valid when it was read.
    table.noteReply(tags, version);
    return undefined;
  };
  const outbox = new Outbox({
    maxPending: settings.maxPending,
    rootTag: root.clearTag,
    deleteKeys: async (tierName, keys) => {
      const tier = shared.find((candidate) => candidate.name === tierName) ?? last;
      const announce = tier === last ? { channel: name, message: encodeMessage(instance, keys) } : undefined;
      try {
        const deleted = await tier.call((call) => tier.entries.delete(keys, { ...call, announce }));
        return deleted instanceof TierFailure ? deleted : undefined;
      } catch {
        // A key that the tier refuses has nothing there.
        return undefined;
      }
    },
    invalidate: invalidateShared,
    isBeingWritten: (key) => writing.has(key),
    onChange: (isEmpty) => {
      health.note('pending', isEmpty);
      // The tiers are back: a call shows that the coordination is, too.
      if (isEmpty) void versions.read();
    },
    onReset: () => problems.reportReset(settings.maxPending),
  });
  const subscription = new Subscription({
    backplane: coordination.backplane,
    channel: name,
    instance,
    onMessage: (message) => receive(context, message),
    onGap: (isListening) => {
      health.note('messages', isListening);
      // What was invalidated until now was not heard.
      if (isListening) void versions.read();
    },
  });
  const versions = new VersionReader(coordination.versions, coordinating, name, table);
  const outage = {
    isListening: true,
    get era() {
      return outbox.era;
    },
  };
  const context: CacheContext = {
    settings,
    instance,
    local: tierList.local && new LocalTier(tierList.local, instance, table, subscription),
    isLocalAlone: tierList.isLocalAlone,
    fallback: tierList.fallback && new LocalTier(tierList.fallback, instance, table, outage),
    tiers: new TierStack(shared, table, versions, outbox),
    coordination,
    table,
    versions,
    pruner: new TagPruner(coordination.versions, coordinating, name, settings.ttl + settings.grace),
    changes,
    outbox,
    queue: new WriteQueue(settings.maxQueuedEntries, settings.maxQueuedBytes),
    leases: new LeaseKeeper(settings.leaseTtl),
    pauses: new RefreshPauses(settings.retryAfter),
    subscription,
    watchers,
    inFlight: new InFlightLoads(),
    counts: createCounts(),
    problems,
    background: new Background(name, settings.waitUntil),
    invalidateShared,
    writing,
  };
  return new CacheLife(context, health, failures);
}

/** The name of the coordination in statistics. */
const coordinationName = 'coordination';

/** The provider whose store has the coordination, if it is one of the tiers. */
function coordinatorOf({ shared }: TierList, coordination: Coordination): CacheProvider | undefined {
  return shared.find((provider) => provider.coordination === coordination);
}

/** A tier in the middle keeps entries by its own coordination; one without has no leases to share. */
function entriesOf(provider: CacheProvider, coordination: Coordination | undefined): ReturnType<typeof entryStoreOf> {
  return entryStoreOf(provider, coordination ?? provider.coordination ?? new LocalCoordination());
}

function receive(context: CacheContext, { written, loadFailed, invalidated, sequence, epoch }: Message): void {
  const { table, watchers } = context;
  if (invalidated.length > 0) table.noteMessage(invalidated, sequence, epoch);
  for (const key of written) {
    supersede(context, key);
    watchers.notify(key, 'written');
  }
  for (const key of loadFailed) watchers.notify(key, 'load-failed');
}
