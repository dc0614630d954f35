import type { Duration } from '@modular-agent/cache-contract';
import { createCache, type Cache, type CacheExplanation, type CacheOptions } from '../../index.ts';

/** What a cache reports about its tiers and about values that it can't store. */
export interface CacheProblem {
  readonly kind: 'tier-unavailable' | 'tier-refused' | 'not-stored' | 'reset';
  readonly cache: string;
  readonly tier: string | undefined;
  readonly key: string | undefined;
  readonly message: string;
  readonly cause: unknown;
}

interface FlushResult {
  readonly stored: number;
  readonly dropped: number;
}

export interface NextCacheOptions extends CacheOptions {
  readonly queueTimeout?: Duration | undefined;
  readonly storeTimeout?: Duration | undefined;
  readonly retryAfter?: Duration | undefined;
  readonly maxQueuedEntries?: number | undefined;
  readonly maxQueuedBytes?: number | undefined;
  readonly onProblem?: ((problem: CacheProblem) => void) | undefined;
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}

export interface NextCacheStats {
  readonly state: string;
  readonly problems: readonly string[];
  readonly isListening: boolean;
  readonly pending: number;
  readonly localHits: number;
  readonly sharedHits: number;
  readonly misses: number;
  readonly coalesced: number;
  readonly waitedForLease: number;
  readonly loads: number;
  readonly loadErrors: number;
  readonly refreshes: number;
  readonly staleServed: number;
  readonly sets: number;
  readonly deletes: number;
  readonly invalidations: number;
  readonly supersededFills: number;
  readonly inFlightLoads: number;
  readonly queued: number;
  readonly dropped: number;
}

export interface NextCache extends Omit<Cache, 'getStats' | 'explain'> {
  flush(): Promise<FlushResult>;
  getStats(): NextCacheStats;
  explain(key: string): Promise<Omit<CacheExplanation, 'tiers'> & { readonly tiers: readonly NextTierExplanation[] }>;
}

interface NextTierExplanation {
  readonly tier: string;
  readonly status: string;
  readonly reason: string;
}

/** `createCache` with the options and methods that these tests need. */
export function createNextCache(options: NextCacheOptions): NextCache {
  return createCache(options) as unknown as NextCache;
}
