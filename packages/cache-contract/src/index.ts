export type { CacheEntry, Stamp } from './cache-entry.ts';
export type { CacheProvider } from './cache-provider.ts';
export type {
  BatchEntry,
  CallOptions,
  EntryOptions,
  SetIfNewerOptions,
  SetOptions,
  StampedEntryOptions,
} from './call-options.ts';
export type { Backplane, BackplaneListener, Unsubscribe } from './coordination/backplane.ts';
export type { Coordination } from './coordination/coordination.ts';
export type {
  AcquiredEntry,
  AcquireOptions,
  AnnouncedOptions,
  Announcement,
  EntryLease,
  EntryStore,
  KeptValue,
  WriteEntryOptions,
} from './coordination/entry-store.ts';
export type { Lease, LeaseStore } from './coordination/lease-store.ts';
export { isValidAt } from './coordination/version-store.ts';
export type {
  InvalidateOptions,
  InvalidationAnnouncement,
  Version,
  VersionDelta,
  VersionSnapshot,
  VersionStore,
} from './coordination/version-store.ts';
export { parseDuration } from './duration.ts';
export type { Duration, DurationText, Milliseconds } from './duration.ts';
export { CacheAbortError } from './errors/cache-abort-error.ts';
export { CacheBatchError } from './errors/cache-batch-error.ts';
export type { CacheBatchErrorOptions } from './errors/cache-batch-error.ts';
export { CacheClosedError } from './errors/cache-closed-error.ts';
export { CacheConflictError } from './errors/cache-conflict-error.ts';
export { CacheEntryTooLargeError } from './errors/cache-entry-too-large-error.ts';
export { CacheError } from './errors/cache-error.ts';
export type { CacheErrorCode, CacheErrorOptions, CacheErrorOutcome } from './errors/cache-error.ts';
export { CacheKeyError } from './errors/cache-key-error.ts';
export { CacheOptionError } from './errors/cache-option-error.ts';
export type { CacheOptionErrorOptions } from './errors/cache-option-error.ts';
export type { ErrorPlace } from './errors/error-place.ts';
export { CacheOverloadedError } from './errors/cache-overloaded-error.ts';
export { CacheSerializationError } from './errors/cache-serialization-error.ts';
export type { CacheSerializationErrorOptions } from './errors/cache-serialization-error.ts';
export { CacheServerError } from './errors/cache-server-error.ts';
export type { CacheServerErrorOptions } from './errors/cache-server-error.ts';
export { CacheTimeoutError } from './errors/cache-timeout-error.ts';
export { CacheUnavailableError } from './errors/cache-unavailable-error.ts';
export type { JsonObject, JsonValue } from './json.ts';
export { checkKey, maxKeyBytes } from './key.ts';
export type { CacheOperation, LatencySummary, ProviderStats } from './provider-stats.ts';
export type { SyncCacheProvider } from './sync-cache-provider.ts';
