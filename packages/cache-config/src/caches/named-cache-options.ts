import type { Milliseconds } from '@modular-agent/cache-contract';

/** What is said of a cache beside its providers, as `createCache` takes it. What is not given is left to its defaults. */
export interface NamedCacheOptions {
  readonly name: string;
  readonly coordination?: 'local';
  readonly ttl?: Milliseconds;
  readonly grace?: Milliseconds;
  readonly softTimeout?: Milliseconds;
  readonly loaderTimeout?: Milliseconds;
  readonly jitter?: number;
  readonly refreshAhead?: number;
  readonly tierTimeout?: Milliseconds;
  readonly queueTimeout?: Milliseconds;
  readonly storeTimeout?: Milliseconds;
  readonly retryAfter?: Milliseconds;
  readonly leaseTtl?: Milliseconds;
  readonly maxPending?: number;
  readonly maxQueuedEntries?: number;
  readonly maxQueuedBytes?: number;
  readonly tierErrors?: 'contain' | 'throw';
}
