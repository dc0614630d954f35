import type { Milliseconds } from '@modular-agent/cache-contract';
import { takeSnapshot, type Snapshot } from '@modular-agent/cache-contract/provider';
import { encodeMessage } from '../backplane/message.ts';
import { announceWritten, type CacheContext } from '../cache-context.ts';
import { checkTagsFit, encodeRecord, isUsable, jittered, type EntryRecord } from '../entries/entry-record.ts';
import { traced } from '../stats/channels.ts';
import { encodeLocal, forProvider, unverifiedEra, type LocalMarks } from '../tiers/local-tier.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { TierHit } from '../tiers/pending-reads.ts';
import type { HeldLeases } from '../tiers/tier-stack.ts';
import type { WriteOutcome } from '../tiers/write-queue.ts';
import type { LoadParts, LoadPlan } from './load-plan.ts';
import { resultOfHit, type LoadResult } from '../in-flight/load-result.ts';
import { runLoader, type LoaderResult } from './run-loader.ts';

/** The right under which a loader runs. */
export interface LoadRights {
  /** Absent if this process loads for itself alone; then nothing is stored in shared tiers. */
  readonly leases: HeldLeases | undefined;
  /** Reason why a tier could not be read or gave no lease. */
  readonly failure: TierFailure | undefined;
  /** Whether the shared tiers were read: then no older entry is there. */
  readonly hasRead: boolean;
  /** 1, and one more for each load that failed before in another process. */
  readonly attempt: number;
}

/** A loaded value with all that is kept beside it. */
interface LoadedEntry {
  readonly snapshot: Snapshot;
  readonly record: EntryRecord;
  readonly marks: LocalMarks;
}

/** Runs the loader, answers with its value, and stores that in the background. Serves the stale entry if the loader fails. */
export async function runAndStore(
  parts: LoadParts,
  rights: LoadRights,
  stale: TierHit | undefined,
): Promise<LoadResult> {
  const { context, plan, load } = parts;
  const { leases, attempt } = rights;
  const { table, tiers } = context;
  if (leases !== undefined) {
    context.leases.begin(leases);
    load.holdsLease = true;
  }
  const marks: LocalMarks = { instance: context.instance, begin: table.now, era: context.subscription.era };
  const { version } = table;
  const usable = stale !== undefined && isUsable(stale.record, tiers.now()) ? stale : undefined;
  let loaded: LoaderResult;
  try {
    loaded = await run(parts, attempt, usable);
  } catch (error) {
    giveBack(context, plan, leases);
    if (stale === undefined || !isUsable(stale.record, tiers.now()) || (load.isAborted && !load.isGivenUp)) throw error;
    context.pauses.begin(plan.name);
    return resultOfHit(stale, 'loader-failed');
  }
  context.pauses.end(plan.name);
  const kept = snapshotOf(context, plan, loaded);
  if (!plan.isStored || !loaded.isStored || kept.snapshot === undefined || kept.record === undefined) {
    giveBack(context, plan, leases);
    return { value: kept.value, record: undefined, source: 'loader', staleReason: undefined };
  }
  const record = { ...kept.record, version };
  store(parts, rights, { snapshot: kept.snapshot, record, marks });
  return { value: kept.snapshot, record, source: 'loader', staleReason: undefined };
}

async function run(
  { context, plan, load }: LoadParts,
  attempt: number,
  stale: TierHit | undefined,
): Promise<LoaderResult> {
  const { settings, counts } = context;
  counts.loads += 1;
  try {
    return await traced('load', settings.name, plan.namespace, plan.key, () =>
      runLoader({
        cache: settings.name,
        key: plan.key,
        loader: plan.loader,
        loaderTimeout: plan.loading.loaderTimeout,
        load,
        stale: stale === undefined ? undefined : resultOfHit(stale).value?.read(),
        attempt,
      }),
    );
  } catch (error) {
    counts.loadErrors += 1;
    throw error;
  }
}

/**
 * A snapshot of the value with its record. A value or tags that can't be stored are reported; the callers get the value
 * itself.
 */
function snapshotOf(
  context: CacheContext,
  plan: LoadPlan,
  { value, ttl, tags = plan.tags, isStored }: LoaderResult,
): {
  readonly value: { read(): unknown } | undefined;
  readonly snapshot: Snapshot | undefined;
  readonly record: Omit<EntryRecord, 'version'> | undefined;
} {
  const { settings, tiers, problems } = context;
  if (value === undefined) return { value: undefined, snapshot: undefined, record: undefined };
  let snapshot: Snapshot | undefined;
  try {
    snapshot = takeSnapshot(value, { provider: settings.name, key: plan.key });
    checkTagsFit(tags);
    const record = {
      createdAt: tiers.now(),
      ttl: ttl ?? jittered(plan.loading.ttl, settings.jitter),
      grace: plan.loading.grace,
      tags,
    };
    return { value: snapshot, snapshot, record };
  } catch (error) {
    if (plan.isStored && isStored) problems.reportNotStored(plan.key, error);
    return { value: snapshot ?? { read: () => value }, snapshot: undefined, record: undefined };
  }
}

/** Keeps the value in memory at once, and in the shared tiers in the background. */
function store(parts: LoadParts, rights: LoadRights, loaded: LoadedEntry): void {
  const { context, plan, load } = parts;
  const { leases, failure, hasRead } = rights;
  const { local, isLocalAlone, fallback, changes, outbox, queue } = context;
  const { snapshot, record, marks } = loaded;
  const life = record.ttl + record.grace;
  context.pruner.noteLife(life);
  if (load.isSuperseded) return giveBack(context, plan, leases);
  // What is read meanwhile may be older.
  changes.note(plan.name);
  const metadata = encodeRecord(record);
  const isKept = local !== undefined && (plan.among === undefined || plan.among.has(local.name));
  const isMissed = failure?.kind === 'unavailable' || failure?.kind === 'unknown';
  // An entry that a busy tier may have is what other processes serve: this one asks for it before it serves its own.
  const isVerified =
    hasRead && record.version !== undefined && (leases !== undefined || queue.get(plan.name) === undefined);
  const localMarks = isVerified || isMissed ? marks : { ...marks, era: unverifiedEra };
  if (isKept && !isLocalAlone) local.set(plan.name, snapshot, metadata, localMarks, life);
  if (leases === undefined || record.version === undefined) {
    if (isMissed) {
      outbox.recordKey(failure, plan.name);
      fallback?.set(plan.name, snapshot, metadata, { ...marks, era: outbox.era }, life);
    }
    return giveBack(context, plan, leases);
  }
  if (leases.length === 0) return giveBack(context, plan, leases);
  const writing = queue.add({ key: plan.name, snapshot, record, marks }, () =>
    storeShared(parts, leases, loaded, life),
  );
  if (writing === undefined) giveBack(context, plan, leases);
  else context.background.add(writing);
}

/** Never rejects. */
async function storeShared(
  { context, plan }: LoadParts,
  leases: HeldLeases,
  { snapshot, record, marks }: LoadedEntry,
  life: Milliseconds,
): Promise<WriteOutcome> {
  const { tiers, local, isLocalAlone, fallback, outbox, watchers, queue, problems } = context;
  const { name, key } = plan;
  const metadata = encodeRecord(record);
  const entry = {
    value: isLocalAlone ? forProvider(local?.provider, snapshot) : snapshot.read(),
    metadata: isLocalAlone ? encodeLocal(metadata, marks) : metadata,
    ttl: life,
  };
  let outcome: boolean | TierFailure;
  try {
    outcome = await tiers.store(leases, entry, announceWritten(context, name));
  } catch (error) {
    problems.reportNotStored(key, error);
    giveBack(context, plan, leases);
    return 'dropped';
  }
  if (outcome instanceof TierFailure) {
    if (outcome.kind !== 'refused' && queue.get(name)?.snapshot === snapshot) {
      fallback?.set(name, snapshot, metadata, { ...marks, era: outbox.era }, life);
    }
    // It may have been stored after another load found nothing.
    if (outcome.kind === 'unknown') context.changes.note(name);
    // An entry that was not read may be there yet.
    if (plan.isForced) for (const { tier } of leases) outbox.recordKey(outcome.of(tier.name), name);
    giveBack(context, plan, leases);
    return 'dropped';
  }
  context.leases.end(leases);
  context.queue.release();
  // An entry that was read meanwhile may be older.
  context.changes.note(name);
  // Wakes callers of this process that wait for the lease, since they could not join.
  watchers.notify(name, 'written');
  if (outcome) return 'stored';
  if (!isLocalAlone) local?.evict(name);
  return 'superseded';
}

/** Ends the right to load without a stored value. */
function giveBack(context: CacheContext, plan: LoadPlan, leases: HeldLeases | undefined): void {
  if (leases === undefined) return;
  context.queue.release();
  releaseUnstored(context, plan, leases);
}

/** Releases leases, and announces that nothing was stored. */
export function releaseUnstored(context: CacheContext, { name }: LoadPlan, leases: HeldLeases): void {
  const { tiers, settings, instance, watchers, background } = context;
  context.leases.end(leases);
  const announce = { channel: settings.name, message: encodeMessage(instance, [], [name]) };
  background.add(tiers.release(leases, announce).then(() => watchers.notify(name, 'load-failed')));
}
