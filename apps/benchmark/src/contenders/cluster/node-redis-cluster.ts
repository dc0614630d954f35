import { createCluster } from 'redis';
import type { Contender, ContenderSettings } from '../contender.ts';
import { nodeRedisContender } from '../redis/node-redis-contender.ts';
import { leastCodec } from '../redis/value-codec.ts';

const patient = { commandsQueueMaxLength: 100_000 };

/** The cluster client of node-redis, with its defaults. */
export function open(settings: ContenderSettings): Promise<Contender> {
  return openWith(settings, patient);
}

/** The same without anything that costs time for each command. */
export function openTuned(settings: ContenderSettings): Promise<Contender> {
  return openWith(settings, {
    ...patient,
    disableOfflineQueue: true,
    // The default of 5 s makes an AbortSignal.timeout for each command.
    commandOptions: { timeout: 0 },
    maintNotifications: 'disabled',
    disableClientInfo: true,
  });
}

async function openWith({ url, values }: ContenderSettings, defaults: object): Promise<Contender> {
  const rootNodes = url.split(',').map((node) => ({ url: `redis://${node}` }));
  const cluster = createCluster({ rootNodes, defaults });
  cluster.on('error', () => undefined);
  await cluster.connect();
  return nodeRedisContender(cluster, leastCodec(values));
}
