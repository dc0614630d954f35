import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { timeToLive, type Contender } from '../contender.ts';

/** bentocache with memory as its only tier. */
export function bentocacheContender(options: Parameters<typeof memoryDriver>[0]): Contender {
  const bento = new BentoCache({
    default: 'memory',
    ttl: timeToLive,
    stores: { memory: bentostore().useL1Layer(memoryDriver(options)) },
  });
  return {
    get: (key) => bento.get({ key }),
    set: (key, value) => bento.set({ key, value }),
    getOrSet: (key, load) => bento.getOrSet({ key, factory: load }),
    close: () => bento.disconnectAll(),
  };
}
