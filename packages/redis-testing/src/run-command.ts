import { createClient } from 'redis';
import type { RedisTls } from './server-tls.ts';

/**
 * Runs one command over a connection of its own.
 *
 * @param limit how long to wait for the answer, in milliseconds. Default: for ever.
 * @throws Error if the server can't be reached, refuses or does not answer in time.
 */
export async function runCommand(
  url: string,
  tls: RedisTls | undefined,
  words: readonly string[],
  limit?: number,
): Promise<unknown> {
  const reconnectStrategy = false;
  const client = createClient({
    url,
    socket:
      tls === undefined
        ? { reconnectStrategy }
        : { reconnectStrategy, tls: true, ca: tls.ca, cert: tls.client.certificate, key: tls.client.key },
  });
  client.on('error', () => {});
  // A server that is paused accepts connections and stays silent.
  const timer = limit === undefined ? undefined : setTimeout(() => client.destroy(), limit);
  try {
    await client.connect();
    return await client.sendCommand([...words]);
  } finally {
    clearTimeout(timer);
    if (client.isOpen) client.destroy();
  }
}
