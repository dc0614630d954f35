import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisBusDriver, redisDriver } from 'bentocache/drivers/redis';
import { Redis } from 'ioredis';
import { timeToLive, type Contender, type ContenderSettings } from '../contender.ts';

/** bentocache on ioredis with its defaults. */
export function open(settings: ContenderSettings): Promise<Contender> {
  return openWith(settings, false);
}

/** The same, with the commands of one turn of the event loop in one write: faster where many call at once. */
export function openAutoPipelined(settings: ContenderSettings): Promise<Contender> {
  return openWith(settings, true);
}

/**
 * Memory comes with the bus that keeps it coherent among processes, and with values that nobody can change (`serialize`,
 * its default). bentocache can't read many at once.
 */
async function openWith({ url, memoryEntries }: ContenderSettings, enableAutoPipelining: boolean): Promise<Contender> {
  const connection = new Redis(url, { enableAutoPipelining });
  connection.on('error', () => undefined);
  const redis = bentostore().useL2Layer(redisDriver({ connection }));
  const store =
    memoryEntries === 0
      ? redis
      : redis.useL1Layer(memoryDriver({ maxItems: memoryEntries })).useBus(redisBusDriver({ connection }));
  // Messages reach every logical database of a server, on a channel of the store's name.
  const name = enableAutoPipelining ? 'autoPipelined' : 'plain';
  const bento = new BentoCache({ default: name, ttl: timeToLive, stores: { [name]: store } });
  await connection.ping();
  return {
    get: (key) => bento.get({ key }),
    set: (key, value) => bento.set({ key, value }),
    getOrSet: (key, load) => bento.getOrSet({ key, factory: load }),
    close: () => bento.disconnectAll(),
  };
}
