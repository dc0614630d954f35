import { createClient } from 'redis';

/** A connected node-redis client without anything that costs time for each command. */
export async function tunedClient(url: string) {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: 100_000,
    // The default of 5 s makes an AbortSignal.timeout for each command.
    commandOptions: { timeout: 0 },
    maintNotifications: 'disabled',
    disableClientInfo: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
