import type { CacheSettingsSection } from '../definition/cache-settings-section.ts';
import { withoutUndefined } from '../provider/without-undefined.ts';
import type { NamedCacheOptions } from './named-cache-options.ts';

/** The settings of a cache as `createCache` takes them. */
export function cacheOptions(name: string, settings: CacheSettingsSection): NamedCacheOptions {
  return withoutUndefined<NamedCacheOptions>({
    name,
    coordination: settings.coordination,
    ttl: settings.ttl,
    grace: settings.grace,
    softTimeout: settings.soft_timeout,
    loaderTimeout: settings.loader_timeout,
    jitter: settings.jitter,
    refreshAhead: settings.refresh_ahead,
    tierTimeout: settings.tier_timeout,
    queueTimeout: settings.queue_timeout,
    storeTimeout: settings.store_timeout,
    retryAfter: settings.retry_after,
    leaseTtl: settings.lease_ttl,
    maxPending: settings.max_pending,
    maxQueuedEntries: settings.max_queued_entries,
    maxQueuedBytes: settings.max_queued_bytes,
    tierErrors: settings.tier_errors,
  });
}
