/** What providers may do differently, each in its own nature. The suite holds a provider to what is declared here. */
export interface ProviderCapabilities {
  /** Has it the synchronous twins of `SyncCacheProvider`? Then every promise is tested through them once more. */
  readonly sync: boolean;
  /** Has it `setIfNewer`? */
  readonly setIfNewer: boolean;
  /**
   * `fake`: `advance` moves a clock that the provider reads, so that tests are exact to a millisecond. `real`: `advance`
   * waits, 60 ms at most, and `remainingTtl` says what can't be waited for.
   */
  readonly clock: 'fake' | 'real';
  /** `frozen`: plain data is handed out deeply frozen. `fresh`: every read hands out an object of its own. */
  readonly isolation: 'frozen' | 'fresh';
  /**
   * `lazy`: an expired entry stays until it is read or `cleanupExpired` frees it, and is counted in `expirations`.
   * `automatic`: it goes by itself, and `cleanupExpired` gives 0.
   */
  readonly expiry: 'lazy' | 'automatic';
  /** What `getSize` counts: `live` entries alone, or all that are `stored`, expired ones too until they are freed. */
  readonly size: 'live' | 'stored';
  /** Does `getStats` measure every call or a sample? */
  readonly latency: 'every-call' | 'sampled';
  /** Can two providers live in one store, apart from each other? Then a subject has `createNeighbor`. */
  readonly sharedStore: boolean;
}
