import type { CacheErrorCode, CacheOperation, ProviderStats } from '@modular-agent/cache-contract';
import type { StatsRecorder } from '@modular-agent/cache-contract/provider';
import type { CallQueue } from '../dispatch/call-queue.ts';
import type { Load } from '../calls/load.ts';
import type { Connection } from '../connection/connection.ts';
import type { Lanes } from '../lanes/lanes.ts';
import type { SubscriptionLine } from '../subscriptions/subscription-line.ts';
import type { CallMetrics, OperationCounts } from './call-metrics.ts';
import type { RedisCacheState } from '../connection/redis-cache-state.ts';
import type { Bytes } from '../connection/traffic.ts';

/** One server that calls go to. */
export interface NodeStats {
  /** `10.0.0.1:6379`. */
  readonly node: string;
  /** Where the connection stands that takes its writes. */
  readonly state: RedisCacheState;
  readonly connections: ConnectionStats;
  /** Commands that it has not answered. */
  readonly pending: number;
  /** Over its sockets, TLS included. */
  readonly bytes: Bytes;
}

export interface ConnectionStats {
  /** Open and logged in. */
  readonly open: number;
  /** Of those, the ones over which something is on its way. */
  readonly used: number;
  /** How often one was opened again; after a loss, attempts that failed count too. */
  readonly reconnects: number;
}

/** What a `RedisCacheProvider` has done since it was made, and where it stands. */
export interface RedisProviderStats extends ProviderStats {
  readonly state: RedisCacheState;
  /** Hits of all reads, 0 to 1; `undefined` before the first. */
  readonly hitRate: number | undefined;
  /** By operation, where at least one call ended. */
  readonly operations: Readonly<Partial<Record<CacheOperation, OperationCounts>>>;
  /** Calls that rejected, by code. */
  readonly errorsByCode: Readonly<Partial<Record<CacheErrorCode, number>>>;
  /** The connections for calls. */
  readonly connections: ConnectionStats;
  /** By server: several in a Cluster, or with replicas; each once it was used. */
  readonly nodes: readonly NodeStats[];
  /** What has not been answered, also where nobody waits any more. */
  readonly inFlight: { readonly calls: number; readonly bytes: number };
  /** Calls that wait for the first connection, or for their turn (`queueTimeout`). */
  readonly waiting: number;
  readonly subscriptions: {
    /** Channels that somebody listens to. */
    readonly channels: number;
    /** Is the one connection open that all of them share? */
    readonly isConnected: boolean;
    /** How often it was opened again, or tried to. */
    readonly reconnects: number;
  };
  /** Over the sockets of this provider's own, TLS included. */
  readonly bytes: { readonly received: number; readonly sent: number };
}

/** Where all of that is found. */
export interface StatsSources {
  readonly stats: StatsRecorder;
  readonly metrics: CallMetrics;
  readonly load: Load;
  readonly queue: CallQueue;
  readonly nodes: readonly Lanes[];
  readonly subscriptions: SubscriptionLine;
  readonly state: RedisCacheState;
}

export function redisStats(sources: StatsSources): RedisProviderStats {
  const { stats, metrics, load, queue, nodes, subscriptions, state } = sources;
  const { hits, misses } = stats;
  const all = nodes.flatMap(({ connections }) => connections);
  const bytes = bytesOf(all);
  return {
    ...stats.snapshot(undefined),
    state,
    hitRate: hits + misses === 0 ? undefined : hits / (hits + misses),
    operations: metrics.operations,
    errorsByCode: metrics.errorsByCode,
    connections: connectionStats(all),
    nodes: nodes.map(nodeStats),
    inFlight: { calls: load.calls, bytes: load.bytes },
    waiting: sum(all, ({ waiting }) => waiting) + queue.size,
    subscriptions: {
      channels: subscriptions.channels,
      isConnected: subscriptions.isConnected,
      reconnects: subscriptions.reconnects,
    },
    bytes: {
      received: bytes.received + subscriptions.bytes.received,
      sent: bytes.sent + subscriptions.bytes.sent,
    },
  };
}

function nodeStats({ name, writes, connections }: Lanes): NodeStats {
  return {
    node: name,
    state: writes.state.kind,
    connections: connectionStats(connections),
    pending: sum(connections, ({ session }) => session?.unanswered.size ?? 0),
    bytes: bytesOf(connections),
  };
}

function connectionStats(connections: readonly Connection[]): ConnectionStats {
  const sessions = connections.flatMap(({ session }) => session ?? []);
  return {
    open: sessions.length,
    used: sessions.filter(({ unanswered }) => unanswered.size > 0).length,
    reconnects: sum(connections, ({ reconnects }) => reconnects),
  };
}

function bytesOf(connections: readonly Connection[]): Bytes {
  return {
    received: sum(connections, ({ bytes }) => bytes.received),
    sent: sum(connections, ({ bytes }) => bytes.sent),
  };
}

function sum(connections: readonly Connection[], count: (connection: Connection) => number): number {
  return connections.reduce((total, connection) => total + count(connection), 0);
}
