import { Cluster } from 'ioredis-6';
import { once } from 'node:events';
import type { Contender, ContenderSettings } from '../contender.ts';
import { leastCodec } from '../redis/value-codec.ts';
import { timeToLive } from '../contender.ts';

/** The cluster client of ioredis, with its defaults. */
export async function open({ url, values }: ContenderSettings): Promise<Contender> {
  const codec = leastCodec(values);
  const cluster = new Cluster(url.split(','));
  cluster.on('error', () => undefined);
  await once(cluster, 'ready');
  return {
    get: async (key) => {
      const stored = await cluster.get(key);
      return stored === null ? undefined : codec.decode(stored);
    },
    set: (key, value) => cluster.set(key, codec.encode(value), 'PX', timeToLive),
    close: async () => cluster.disconnect(),
  };
}
