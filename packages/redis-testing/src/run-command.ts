import { createClient } from 'redis';
import type { RedisTls } from './server-tls.ts';

/** Runs one command over a connection of its own. @throws Error if the server can't be reached or refuses. */
export async function runCommand(url: string, tls: RedisTls | undefined, words: readonly string[]): Promise<unknown> {
  const reconnectStrategy = false;
  const client = createClient({
    url,
    socket:
      tls === undefined
        ? { reconnectStrategy }
        : { reconnectStrategy, tls: true, ca: tls.ca, cert: tls.client.certificate, key: tls.client.key },
  });
  client.on('error', () => {});
  await client.connect();
  try {
    return await client.sendCommand([...words]);
  } finally {
    client.destroy();
  }
}
