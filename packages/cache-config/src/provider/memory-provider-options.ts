import type { Milliseconds } from '@modular-agent/cache-contract';

/** What `cache.providers.memory` says, as `MemoryCacheProvider` takes it. What is not given is left to its defaults. */
export interface MemoryProviderOptions {
  readonly maxEntries?: number;
  readonly maxBytes?: number;
  readonly maxEntryBytes?: number;
  readonly defaultTtl?: Milliseconds;
  readonly sweepInterval?: Milliseconds;
}
