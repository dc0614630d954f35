import type { Milliseconds } from '@modular-agent/cache-contract';

/**
 * What `redis` and `cache.providers.redis` say together, as `RedisCacheProvider` takes it. What is not given is left to
 * its defaults. Shows neither password nor the userinfo of its URL when it is printed.
 */
export interface RedisProviderOptions {
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly db?: number;
  readonly username?: string;
  readonly password?: string;
  readonly ssl?: boolean;
  readonly decodeResponses?: boolean;
  readonly maxConnections?: number;
  readonly acquireTimeout?: Milliseconds;
  readonly socketTimeout?: Milliseconds;
  readonly socketConnectTimeout?: Milliseconds;
  readonly retryOnTimeout?: boolean;
  readonly healthCheckInterval?: Milliseconds;
  readonly keyPrefix?: string;
  readonly defaultTtl?: Milliseconds;
}
