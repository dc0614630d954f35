import type { Duration } from '@modular-agent/cache-contract';
import type { CompressionOptions } from '../formats/compression.ts';
import type { SerializerName } from '../formats/named-serializer.ts';
import type { Serializer } from '../formats/serializer.ts';
import type { RedisClusterOptions } from './cluster-options.ts';
import type { RedisCredentialsProvider } from './credentials.ts';
import type { RedisClientLike } from './redis-client-like.ts';
import type { RedisSentinelOptions } from './sentinel-options.ts';
import type { RedisTlsOptions } from './tls-options.ts';

/**
 * What a `RedisCacheProvider` can be told. Everything has a default; an option that is `undefined` is not given.
 *
 * Where the server is can be said by `url`, by single options, or both: a single option goes before its part of the URL.
 * Many servers are said by `cluster` or `sentinel`, in place of `url`, `host`, `port` and `path`.
 */
export interface RedisCacheProviderOptions {
  /** What errors and statistics call this provider. Default: `redis`. */
  readonly name?: string | undefined;

  /**
   * `redis://[[username]:password@]host[:port][/db]`, or `rediss:` for TLS. User name and password are percent-encoded.
   * Default: none.
   */
  readonly url?: string | undefined;

  /** Name or address of the server. Default: `localhost`. */
  readonly host?: string | undefined;

  /** 1 to 65,535. Default: 6379. */
  readonly port?: number | undefined;

  /** Unix socket of the server, in place of host and port. Default: none. */
  readonly path?: string | undefined;

  /** Number of the logical database, from 0; sent as SELECT. Default: 0. */
  readonly db?: number | undefined;

  /** ACL user. Needs a password. An empty one is none. Default: the server's `default` user. */
  readonly username?: string | undefined;

  /** Sent in the handshake (HELLO … AUTH), never shown. An empty one is none. Default: none. */
  readonly password?: string | undefined;

  /**
   * Asked for user name and password before each attempt to connect, in place of `username` and `password`: these can then
   * change while the process runs. Default: none.
   */
  readonly credentialsProvider?: RedisCredentialsProvider | undefined;

  /**
   * Connect by TLS, and verify the server's certificate against the authorities that Node.js trusts
   * (`NODE_EXTRA_CA_CERTS` adds to them) or those of `tls.ca`. `false` beside a `rediss:` URL or `tls` is refused.
   * Default: `true` with `tls`, else what the URL says, else `false`.
   */
  readonly ssl?: boolean | undefined;

  /** Own authority, client certificate, server name for TLS; what it holds says `ssl` too. Default: none. */
  readonly tls?: RedisTlsOptions | undefined;

  /** A Redis Cluster in place of one server. Default: none. */
  readonly cluster?: RedisClusterOptions | undefined;

  /** Sentinels that say which server is the master, in place of the one server itself. Default: none. */
  readonly sentinel?: RedisSentinelOptions | undefined;

  /**
   * `replica`: reads go to a replica where one can be reached, in a Cluster or with Sentinels. It may lag behind its master,
   * by milliseconds as a rule and without a bound when the way between them is bad: what was just written may be missing, and
   * what was just deleted still be there. Coordination always reads from masters. Default: `master`.
   */
  readonly readFrom?: 'master' | 'replica' | undefined;

  /**
   * Gives keys that belong together the same text, so that they lie in one slot of a Cluster: batches of them travel together,
   * and transactions can span them. The same key must always be given the same text; `undefined` or an empty one: wherever
   * the key falls. Text without `}`. Changing it makes all older entries misses. Default: none.
   */
  readonly slot?: ((key: string) => string | undefined) | undefined;

  /**
   * A connected node-redis client of your own, in place of everything above. Its one connection is shared with you, opened,
   * reconnected and closed by you; deadlines, refusals and second thoughts about the server are as ever. Subscriptions alone
   * have a connection of their own, by its `duplicate()`. Default: none.
   */
  readonly client?: RedisClientLike | undefined;

  /**
   * `true`: any value that the contract allows goes in and comes out with its type. `false`: values are `Uint8Array` (or
   * `Buffer`) in and out and are stored as they are, behind the header that every entry has; anything else is refused at
   * `set`, and an entry that holds anything else is a miss. Default: `true`.
   */
  readonly decodeResponses?: boolean | undefined;

  /**
   * Writes values in place of superjson, as far as it takes them: `'msgpack'`, which needs the package `msgpackr` (where files are
   * bundled give `messagePack()` of `@modular-agent/cache-redis/msgpack`), or one of your own, for Protocol Buffers for example. Text, bytes and whole numbers are stored as they are. Entries of other
   * formats are read as ever, and its own wherever it is given here or in `alsoReads`; elsewhere they are counted misses.
   * Default: `'superjson'`.
   */
  readonly serializer?: Serializer | SerializerName | undefined;

  /** Serializers whose entries are read too: let all processes read a format before the first one writes it. Default: none. */
  readonly alsoReads?: readonly (Serializer | SerializerName)[] | undefined;

  /**
   * Compress payloads from 1,024 bytes on, where that makes them shorter: `true`, or what and how. Compressed entries are read
   * whatever is said here. It takes its time in the process: some 15 µs to write and to read 2 kB. Default: `false`.
   */
  readonly compression?: boolean | CompressionOptions | undefined;

  /**
   * The most connections that are ever open for calls, from 1. A ceiling: commands share connections, as many of them in
   * flight at once as there are calls, where a pool would send one at a time on each. All writes take the first one; a
   * second one is opened for reads when there are several calls at once, and never a third, as that was not faster.
   * Default: 20.
   */
  readonly maxConnections?: number | undefined;

  /**
   * The most calls in flight; one more waits if it has a `queueTimeout`, else it is refused with a `CacheOverloadedError`.
   * From 1. Default: 10,000.
   */
  readonly maxPendingCalls?: number | undefined;

  /**
   * The most bytes on their way to the server; a call that would add to more waits if it has a `queueTimeout`, else it is
   * refused with a `CacheOverloadedError`, but for a single one. From 1. Default: 128 MiB.
   */
  readonly maxPendingBytes?: number | undefined;

  /**
   * How long a call may take, from the call to its answer, waiting for the first connection included; a call's own
   * `timeout` goes before it. Not an idle time of the socket. `clear` and `getSize` take it for each round trip.
   * Default: 500 ms.
   */
  readonly socketTimeout?: Duration | undefined;

  /**
   * How long a call may wait, within its `socketTimeout`, until there is a connection to send it on: that is while the first
   * one is being opened. Later a call without a connection is refused at once. The plan's `connection_pool.timeout`.
   * Default: as long as the call may take.
   */
  readonly acquireTimeout?: Duration | undefined;

  /** How long one attempt to connect may take: name lookup, TCP, TLS and Redis handshake together. Default: 5 s. */
  readonly socketConnectTimeout?: Duration | undefined;

  /**
   * Send a read a second time, over another connection, when half of its time has passed without an answer; the first
   * answer counts. A write is never sent twice. Needs `maxConnections` of at least 2. Default: `true`.
   */
  readonly retryOnTimeout?: boolean | undefined;

  /**
   * How often a connection without traffic is tried with PING. One that does not answer within `socketTimeout` is replaced,
   * as is one over which the server says nothing for as long while calls wait. 0 or `Infinity`: never. Default: 30 s.
   */
  readonly healthCheckInterval?: Duration | undefined;

  /**
   * What every key in Redis begins with; values lie under `<keyPrefix>v|`. Any text without `|`; two providers with
   * different prefixes never meet, even if one prefix begins with the other. Default: `agent:cache:`.
   */
  readonly keyPrefix?: string | undefined;

  /** How long an entry lives that is stored without a `ttl`. `Infinity`: without end. Default: 1 hour. */
  readonly defaultTtl?: Duration | undefined;
}
