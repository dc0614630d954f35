import type { RedisSection } from '../definition/redis-section.ts';
import { conceal } from './conceal.ts';
import { overruledSettings } from './overruled-settings.ts';
import type { RedisProviderOptions } from './redis-provider-options.ts';
import { redisCompression } from './redis-compression.ts';
import { mergeEncryption } from './redis-tls.ts';
import { redisCluster, redisSentinel } from './redis-topology.ts';
import { textOrNone } from './text-or-none.ts';
import { withoutUndefined } from './without-undefined.ts';

/** Both Redis sections as the provider takes them: `own` goes before `shared`, and an empty text is none. */
export function redisOptions(shared: RedisSection, own: RedisSection): RedisProviderOptions {
  // The provider lets a single option go before its part of the URL; here the nearer section goes first.
  const overruled = overruledSettings(shared, own);
  const effective: RedisSection = Object.fromEntries(Object.entries(shared).filter(([name]) => !overruled.has(name)));
  const merged: RedisSection = { ...effective, ...own };
  const options = withoutUndefined<RedisProviderOptions>({
    url: textOrNone(merged.url),
    host: merged.host,
    port: merged.port,
    path: textOrNone(merged.path),
    db: merged.db,
    username: textOrNone(merged.username),
    password: textOrNone(merged.password),
    ...mergeEncryption(effective, own),
    sentinel: redisSentinel(effective.sentinel, own.sentinel),
    cluster: redisCluster(effective.cluster, own.cluster),
    readFrom: merged.read_from,
    serializer: merged.serializer,
    alsoReads: merged.also_reads,
    compression: redisCompression(effective.compression, own.compression),
    decodeResponses: merged.decode_responses,
    maxConnections: maxConnections(own) ?? maxConnections(shared),
    maxPendingCalls: merged.max_pending_calls,
    maxPendingBytes: merged.max_pending_bytes,
    acquireTimeout: own.connection_pool?.timeout ?? shared.connection_pool?.timeout,
    socketTimeout: merged.socket_timeout,
    socketConnectTimeout: merged.socket_connect_timeout,
    retryOnTimeout: merged.retry_on_timeout,
    healthCheckInterval: merged.health_check_interval,
    keyPrefix: merged.key_prefix,
    defaultTtl: merged.default_ttl,
  });
  return conceal(options, ['password', 'url']);
}

function maxConnections(section: RedisSection): number | undefined {
  return section.connection_pool?.max_connections ?? section.max_connections;
}
