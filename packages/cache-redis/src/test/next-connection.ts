import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate as nextTurn } from 'node:timers/promises';

const channel = 'node-redis:connection:ready';

/**
 * Resolves when clients of this process have opened their next connection to this port (or their next few), and their
 * owners have heard of it.
 */
export async function nextConnection(port: number, count: number = 1): Promise<void> {
  const ready = Promise.withResolvers<void>();
  let missing = count;
  const onReady = (message: unknown): void => {
    if ((message as { readonly serverPort?: unknown }).serverPort === port && --missing === 0) ready.resolve();
  };
  subscribe(channel, onReady);
  await ready.promise;
  unsubscribe(channel, onReady);
  await nextTurn();
}
