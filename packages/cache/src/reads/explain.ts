import { isValidAt, type CacheEntry } from '@modular-agent/cache-contract';
import { ageOf, decodeRecord, isFresh, type EntryRecord } from '../entries/entry-record.ts';
import type { Scope } from '../keys/scope.ts';
import type { Parts } from '../parts.ts';
import { Budget } from '../tiers/budget.ts';
import { away } from '../tiers/tier.ts';
import type { CacheExplanation, TierExplanation } from '../observation/cache-explanation.ts';

/**
 * What each tier has under a key.
 *
 * @param isLoading Is what the tiers have it under being loaded by this process?
 */
export async function explain(
  parts: Parts,
  scope: Scope,
  key: string,
  isLoading: (name: string) => boolean,
): Promise<CacheExplanation> {
  const { near, shared, settings } = parts;
  const name = scope.keyOf(key);
  const tiers: TierExplanation[] = [];
  if (near !== undefined && !near.isHome) {
    const entry = near.peek(name);
    const record = decodeRecord(entry?.metadata);
    if (entry === undefined || record === undefined) tiers.push(bare(near.name, 'absent'));
    else if (!near.isValid(entry.metadata, scope)) tiers.push(described(near.name, record, 'invalid'));
    else if (!near.isTrusted(entry.metadata)) tiers.push(described(near.name, record, 'doubtful'));
    else tiers.push(described(near.name, record));
  }
  const budget = new Budget(settings.tierTimeout);
  for (const { name: tier, entry } of await shared.look(name, budget)) {
    tiers.push(entry === away ? bare(tier, 'away') : await explainShared(parts, scope, tier, entry, budget));
  }
  return Object.freeze({ key, storedKey: name, tiers, isLoading: isLoading(name) });
}

async function explainShared(
  parts: Parts,
  scope: Scope,
  tier: string,
  entry: CacheEntry | undefined,
  budget: Budget,
): Promise<TierExplanation> {
  if (entry === undefined) return bare(tier, 'absent');
  const record = decodeRecord(entry.metadata);
  if (record === undefined) return bare(tier, entry.metadata?.['x'] === undefined ? 'unreadable' : 'deleted');
  const tags = scope.tagsOf(record.tags);
  const snapshot = await parts.shared.snapshot(tags, budget);
  if (snapshot === away) return described(tier, record, 'away');
  const isValid = record.mark !== undefined && isValidAt(record.mark, tags, snapshot);
  return described(tier, record, isValid ? undefined : 'invalid');
}

function bare(tier: string, status: TierExplanation['status']): TierExplanation {
  return { tier, status, age: undefined, remainingTtl: undefined, tags: [] };
}

function described(tier: string, record: EntryRecord, problem?: TierExplanation['status']): TierExplanation {
  const now = Date.now();
  const age = ageOf(record, now);
  const status = problem ?? (isFresh(record, now) ? 'fresh' : 'stale');
  return { tier, status, age, remainingTtl: Math.max(0, record.ttl - age), tags: record.tags };
}
