import type { Milliseconds } from '@modular-agent/cache-contract';
import type { RedisCompressionSettings } from './redis-compression.ts';
import type { RedisClusterSettings } from './redis-cluster-settings.ts';
import type { RedisSentinelSettings } from './redis-sentinel-settings.ts';
import type { RedisTlsSettings } from './redis-tls-settings.ts';

/**
 * What `redis` and `cache.providers.redis` say together, as `RedisCacheProvider` takes it. What is not given is left to
 * its defaults. Shows neither password nor URL when it is printed, nor what is secret in `tls` and `sentinel`.
 */
export interface RedisProviderOptions {
  readonly url?: string;
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly db?: number;
  readonly username?: string;
  readonly password?: string;
  readonly ssl?: boolean;
  readonly tls?: RedisTlsSettings;
  readonly sentinel?: RedisSentinelSettings;
  readonly cluster?: RedisClusterSettings;
  readonly readFrom?: 'master' | 'replica';
  readonly serializer?: 'superjson' | 'msgpack';
  readonly alsoReads?: readonly ('superjson' | 'msgpack')[];
  readonly compression?: RedisCompressionSettings;
  readonly decodeResponses?: boolean;
  readonly maxConnections?: number;
  readonly maxPendingCalls?: number;
  readonly maxPendingBytes?: number;
  readonly acquireTimeout?: Milliseconds;
  readonly socketTimeout?: Milliseconds;
  readonly socketConnectTimeout?: Milliseconds;
  readonly retryOnTimeout?: boolean;
  readonly healthCheckInterval?: Milliseconds;
  readonly keyPrefix?: string;
  readonly defaultTtl?: Milliseconds;
}
