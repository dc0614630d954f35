import type { EventEmitter } from 'node:events';
import { optionError } from './option-error.ts';

/** What is used of a node-redis client that somebody else made: any object of this structure will do. */
export interface RedisClientLike extends EventEmitter {
  readonly isReady: boolean;
  sendCommand(commandArguments: readonly (string | Buffer)[], options: object): Promise<unknown>;
  /** Needed for subscriptions alone, which want a connection of their own. */
  duplicate?(overrides: object): unknown;
  readonly options?: { readonly socket?: object | undefined };
}

/** @throws CacheOptionError if it is no such client. */
export function readClient(client: unknown): RedisClientLike | undefined {
  if (client === undefined) return undefined;
  const { isReady, sendCommand, on } = (client ?? {}) as Partial<Record<keyof RedisClientLike, unknown>>;
  if (typeof isReady === 'boolean' && typeof sendCommand === 'function' && typeof on === 'function') {
    return client as RedisClientLike;
  }
  throw optionError('client', 'is no node-redis client (of createClient); a pool or a cluster is none');
}
