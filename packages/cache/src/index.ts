export type { Cache, WriteResult } from './cache.ts';
export type { CacheResult } from './cache-result.ts';
export { createCache } from './create-cache.ts';
export type { StaleReason } from './flights/answer.ts';
export type { BulkLoader, BulkLoaderContext, Loader, LoaderContext } from './loader.ts';
export type { CacheExplanation, TierExplanation } from './observation/cache-explanation.ts';
export type { CacheStats } from './observation/cache-stats.ts';
export type { CacheCallEvent, CacheOperationName, CacheStateEvent } from './observation/channels.ts';
export type { CacheState } from './observation/cache-state.ts';
export type { CacheOptions, LoadingOptions } from './options/cache-options.ts';
export type {
  CacheBatchEntry,
  GetOrSetOptions,
  ReadOptions,
  TierOptions,
  WriteOptions,
} from './options/call-options.ts';
export type { StandardResult, StandardSchema } from './options/standard-schema.ts';
export type { CacheProblem, CacheProblemKind } from './stats/cache-problem.ts';
