import { BentoCache, bentostore } from 'bentocache';
import { redisDriver } from 'bentocache/drivers/redis';
import { Redis } from 'ioredis';
import { timeToLive, type Contender, type ContenderSettings } from '../contender.ts';

/** bentocache with Redis as its only tier. It can neither read nor write many at once. */
export async function open({ url }: ContenderSettings): Promise<Contender> {
  const connection = new Redis(url);
  connection.on('error', () => undefined);
  const bento = new BentoCache({
    default: 'redis',
    ttl: timeToLive,
    stores: { redis: bentostore().useL2Layer(redisDriver({ connection })) },
  });
  await connection.ping();
  return {
    get: (key) => bento.get({ key }),
    set: (key, value) => bento.set({ key, value }),
    close: () => bento.disconnectAll(),
  };
}
