import type { CacheEntry } from '@modular-agent/cache-contract';
import type { CacheContext } from '../cache-context.ts';
import { ageOf, decodeRecord, isFresh, isUsable, type EntryRecord } from '../entries/entry-record.ts';
import type { Namespace } from '../entries/namespace.ts';
import type { SharedTier } from '../tiers/shared-tier.ts';
import { TierFailure } from '../tiers/tier-failure.ts';
import type { CacheExplanation, TierExplanation, TierStatus } from '../stats/cache-explanation.ts';

/** Reasons by status: the answer of a `get`. */
const reasons: Readonly<Record<TierStatus, string>> = {
  absent: 'there is no entry',
  fresh: 'a get returns it',
  stale: 'its ttl is over: it is served only in its grace, when the loader fails or is slow',
  invalid: 'one of its tags was invalidated, or the cache was cleared, since it was loaded',
  unverified: 'messages of other processes may have been lost: the shared tiers are asked first',
  'in-doubt': 'a write of this process may be missing there: it is not read until the key was deleted there',
  queued: 'it waits to be stored in the shared tiers: a get returns it',
  unreadable: 'no cache of this release wrote it',
  unavailable: 'the tier can not be read: the next tier, or the loader, answers',
};

/** Describes what each tier has under a key, and what a `get` would do with it. */
export async function explain(context: CacheContext, namespace: Namespace, key: string): Promise<CacheExplanation> {
  const { tiers, inFlight, versions } = context;
  const name = namespace.keyOf(key);
  const found: TierExplanation[] = [...explainLocal(context, namespace, name)];
  const reading = versions.read();
  const shared = await tiers.inspect(name);
  const failure = await reading.done;
  for (const { tier, entry } of shared) {
    found.push(await explainShared(context, namespace, tier, name, failure ?? entry));
  }
  return Object.freeze({ key, storedKey: name, tiers: found, isLoading: inFlight.has(name) });
}

/** Describes the entries of this process: in memory, and waiting to be stored. */
function explainLocal(context: CacheContext, namespace: Namespace, name: string): readonly TierExplanation[] {
  const { local, isLocalAlone, queue, tiers } = context;
  const found: TierExplanation[] = [];
  const now = tiers.now();
  if (local !== undefined && !isLocalAlone) {
    const entry = local.get(name);
    const record = decodeRecord(entry?.metadata);
    if (entry === undefined || record === undefined || !isUsable(record, now)) found.push(bare(local.name, 'absent'));
    else if (!local.isValid(entry.metadata, namespace)) found.push(described(local.name, record, now, 'invalid'));
    else if (!local.isTrusted(entry.metadata)) found.push(described(local.name, record, now, 'unverified'));
    else found.push(described(local.name, record, now));
  }
  const queued = queue.get(name);
  if (queued !== undefined) found.push(described('queue', queued.record, now, 'queued'));
  return found;
}

async function explainShared(
  { tiers, outbox }: CacheContext,
  namespace: Namespace,
  tier: SharedTier,
  name: string,
  entry: CacheEntry | undefined | TierFailure,
): Promise<TierExplanation> {
  if (entry instanceof TierFailure) return bare(tier.name, 'unavailable');
  const now = tiers.now();
  if (entry === undefined) return bare(tier.name, 'absent');
  const record = decodeRecord(entry.metadata);
  if (record === undefined) return bare(tier.name, 'unreadable');
  if (outbox.isInDoubt(tier.name, name)) return described(tier.name, record, now, 'in-doubt');
  const isValid = await tiers.reads.isValid(record, namespace);
  if (isValid instanceof TierFailure) return described(tier.name, record, now, 'unavailable');
  return described(tier.name, record, now, isValid ? undefined : 'invalid');
}

function bare(tier: string, status: TierStatus): TierExplanation {
  return { tier, status, reason: reasons[status], age: undefined, remainingTtl: undefined, tags: [] };
}

function described(tier: string, record: EntryRecord, now: number, problem?: TierStatus): TierExplanation {
  const age = ageOf(record, now);
  const status = problem ?? (isFresh(record, now) ? 'fresh' : 'stale');
  return {
    tier,
    status,
    reason: reasons[status],
    age,
    remainingTtl: Math.max(0, record.ttl - age),
    tags: record.tags,
  };
}
