import { channel, type Channel } from 'node:diagnostics_channel';
import type { Milliseconds } from '@modular-agent/cache-contract';
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

/** Published on `modular-agent:cache:get` and so on, when a call, or a run of a loader, has ended. */
export interface CacheCallEvent {
  /** The cache's name. */
  readonly cache: string;
  readonly operation: CacheOperationName;
  /** As the caller gave it; `undefined` for calls that are about none, or several. */
  readonly key: string | undefined;
  readonly milliseconds: Milliseconds;
  /** What it rejected with. */
  readonly error: unknown;
}

/** Published on `modular-agent:cache:state` when a cache has to do without something, and when it has it again. */
export interface CacheStateEvent {
  readonly cache: string;
  readonly state: CacheState;
  readonly previous: CacheState;
  /** What is amiss, as `getStats` tells it. */
  readonly troubles: readonly string[];
}

/** One for each operation. Free while nobody listens. */
export const callChannels = Object.fromEntries(
  cacheOperations.map((operation) => [operation, channel(`modular-agent:cache:${operation}`)]),
) as Readonly<Record<CacheOperationName, Channel>>;

export const stateChannel: Channel = channel('modular-agent:cache:state');

/** Tells who listens how work went, once it has ended. */
export async function observed<T>(
  operation: CacheOperationName,
  cache: string,
  key: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const target = callChannels[operation];
  if (!target.hasSubscribers) return await work();
  const start = performance.now();
  const publish = (error: unknown): void => {
    const event: CacheCallEvent = { cache, operation, key, milliseconds: performance.now() - start, error };
    target.publish(event);
  };
  try {
    const result = await work();
    publish(undefined);
    return result;
  } catch (error) {
    publish(error);
    throw error;
  }
}
