export type { Cache, FlushResult, WriteResult } from './cache.ts';
export type { CacheResult } from './cache-result.ts';
export { CacheCircularLoadError } from './circular-load-error.ts';
export { createCache } from './create-cache.ts';
export type { BulkLoader, BulkLoaderContext, Loader, LoaderContext } from './loader.ts';
export type { StaleReason } from './in-flight/load-result.ts';
export type { CacheOptions, LoadingOptions } from './options/cache-options.ts';
export type {
  CacheBatchEntry,
  GetOrSetOptions,
  ReadOptions,
  TierOptions,
  WriteOptions,
} from './options/call-options.ts';
export type { StandardResult, StandardSchema } from './options/standard-schema.ts';
export type { CacheExplanation, TierExplanation, TierStatus } from './stats/cache-explanation.ts';
export type { CacheProblem, CacheProblemKind } from './stats/cache-problem.ts';
export type { CacheState } from './stats/cache-state.ts';
export type { CacheStats } from './stats/cache-stats.ts';
export type { CacheCallEvent, CacheOperationName, CacheStateEvent } from './stats/channels.ts';
