import type { CacheError, CacheOperation, Milliseconds } from '@modular-agent/cache-contract';
import { channel, type Channel } from 'node:diagnostics_channel';
import type { RedisCacheState } from '../connection/redis-cache-state.ts';

/** Published on `modular-agent:cache-redis:call` when a call has ended. */
export interface CallEvent {
  readonly provider: string;
  readonly operation: CacheOperation;
  readonly key: string | undefined;
  readonly milliseconds: Milliseconds;
  /** What it rejected with. */
  readonly error: CacheError | undefined;
}

/** Published on `modular-agent:cache-redis:state` when a provider's state changes. */
export interface StateEvent {
  readonly provider: string;
  readonly state: RedisCacheState;
  readonly previous: RedisCacheState;
  /** Why it is not ready, as callers are told. */
  readonly reason: string | undefined;
}

/** Free while nobody listens. */
export const callChannel: Channel = channel('modular-agent:cache-redis:call');
export const stateChannel: Channel = channel('modular-agent:cache-redis:state');
