import { channel, tracingChannel, type Channel, type TracingChannel } from 'node:diagnostics_channel';
import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Namespace } from '../entries/namespace.ts';
import type { CacheState } from './cache-state.ts';

/** The calls of a cache, and `load`: one run of a loader. */
const cacheOperations = [
  'get',
  'getMany',
  'exists',
  'getOrSet',
  'getOrSetEntry',
  'getOrSetMany',
  'set',
  'setMany',
  'delete',
  'expire',
  'invalidateTags',
  'clear',
  'explain',
  'load',
] as const;

export type CacheOperationName = (typeof cacheOperations)[number];

/**
 * The message of the tracing channel `modular-agent:cache:<operation>`: the same object at `start`, `end`, `asyncStart`,
 * `asyncEnd` and `error`. `milliseconds`, `source`, `isStale` and `error` are set from `asyncStart` on. It holds no value.
 */
export interface CacheCallEvent {
  /** The cache's name. */
  readonly cache: string;
  /** The namespaces of the call, joined by `/`; empty for the cache itself. */
  readonly namespace: string;
  readonly operation: CacheOperationName;
  /** Key, as the caller gave it; `undefined` for a call without a key, or with several. */
  readonly key: string | undefined;
  /** Duration of the call, at the end. */
  milliseconds?: Milliseconds;
  /**
   * The tier that the value came from, `'queue'` or `'loader'`, at the end of a `get`, `getOrSet` or `getOrSetEntry` that
   * found one.
   */
  source?: string;
  /** Whether a stale value was served, at the end of a `getOrSet` or `getOrSetEntry`. */
  isStale?: boolean;
  /** The error that the call rejected with. */
  error?: unknown;
}

/** Published on `modular-agent:cache:state` when a cache becomes degraded, ready again, or closed. */
export interface CacheStateEvent {
  readonly cache: string;
  readonly state: CacheState;
  readonly previous: CacheState;
  /** As in `getStats`. */
  readonly problems: readonly string[];
}

/** Tracing channels by operation; free while nobody subscribes. */
const callChannels = Object.fromEntries(
  cacheOperations.map((operation) => [operation, tracingChannel(`modular-agent:cache:${operation}`)]),
) as unknown as Readonly<Record<CacheOperationName, TracingChannel<unknown, CacheCallEvent>>>;

export const stateChannel: Channel = channel('modular-agent:cache:state');

/** Whether an operation has subscribers. */
export function isTraced(operation: CacheOperationName): boolean {
  return callChannels[operation].hasSubscribers;
}

/** Runs a call, and publishes its start and its end. @param work Receives the event to complete, if there are subscribers. */
export function traced<T>(
  operation: CacheOperationName,
  cache: string,
  namespace: Namespace,
  key: string | undefined,
  work: (event: CacheCallEvent | undefined) => Promise<T>,
): Promise<T> {
  const channels = callChannels[operation];
  if (!channels.hasSubscribers) return work(undefined);
  const event: CacheCallEvent = { cache, namespace: namespace.label, operation, key };
  const startedAt = performance.now();
  const end = (): void => {
    event.milliseconds = performance.now() - startedAt;
    channels.asyncStart.publish(event);
    channels.asyncEnd.publish(event);
  };
  const result = channels.start.runStores(event, () => work(event));
  channels.end.publish(event);
  return result.then(
    (value) => {
      end();
      return value;
    },
    (error: unknown) => {
      event.error = error;
      channels.error.publish(event);
      end();
      throw error;
    },
  );
}
