import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RedisCacheProvider, RedisCacheState } from '../index.ts';

const channel = 'modular-agent:cache-redis:state';

/** Resolves when a provider is in this state; at once if it is. */
export async function become(provider: RedisCacheProvider, wanted: RedisCacheState): Promise<void> {
  const reached = Promise.withResolvers<void>();
  const look = (): void => {
    if (provider.state === wanted) reached.resolve();
  };
  subscribe(channel, look);
  look();
  await reached.promise;
  unsubscribe(channel, look);
}
