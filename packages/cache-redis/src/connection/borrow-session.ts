import type { Milliseconds } from '@modular-agent/cache-contract';
import { once } from 'node:events';
import { bounded } from '../calls/bounded.ts';
import type { RedisClientLike } from '../options/redis-client-like.ts';
import { ClientChannel } from '../wire/client-channel.ts';
import { ConnectTimeoutError } from './open-client.ts';
import type { OpenSession } from './open-session.ts';
import { answersPing } from './ping.ts';
import { Session } from './session.ts';

/**
 * Uses the connection of a client that somebody else made and closes. It is never cut from here: one that falls silent is
 * left alone until it answers a PING again.
 */
export function sessionBorrower(client: RedisClientLike, timeout: Milliseconds): OpenSession {
  return async ({ signal, onLost, load, listener }) => {
    if (!client.isReady) await nextReady(client, timeout, signal);
    const onEnd = (): void => onLost(new Error('the client that was passed in is not connected'));
    const session = new Session(
      new ClientChannel(client),
      { meter: undefined, end: () => stopListening(client, onLost, onEnd), onBroken: onLost },
      load,
      listener,
    );
    client.on('error', onLost).on('end', onEnd);
    if ((await answersPing(session, timeout)) !== 'none') return session;
    stopListening(client, onLost, onEnd);
    throw new ConnectTimeoutError('no answer to a PING');
  };
}

async function nextReady(client: RedisClientLike, timeout: Milliseconds, signal: AbortSignal): Promise<void> {
  const waited = new AbortController();
  try {
    await bounded(once(client, 'ready', { signal: waited.signal }), {
      milliseconds: timeout,
      signal,
      unref: true,
      onAbort: () => new Error('the attempt was given up'),
      onTimeout: () => new ConnectTimeoutError('no connection of the client that was passed in (call its connect)'),
    });
  } finally {
    waited.abort();
  }
}

function stopListening(client: RedisClientLike, onLost: (reason: unknown) => void, onEnd: () => void): void {
  client.off('error', onLost).off('end', onEnd);
}
