import type { createClient } from 'redis';
import { timeToLive, type Contender } from '../contender.ts';
import type { ValueCodec } from './value-codec.ts';

type NodeRedisClient = Pick<ReturnType<typeof createClient>, 'get' | 'set' | 'mGet' | 'destroy'>;

const expiration = { expiration: { type: 'PX', value: timeToLive } } as const;

/** node-redis as its user would call it: one command for each call, encoding done by hand. */
export function nodeRedisContender(client: NodeRedisClient, codec: ValueCodec): Contender {
  const decode = (stored: string | null): unknown => (stored === null ? undefined : codec.decode(stored));
  const set = (key: string, value: unknown): Promise<unknown> => client.set(key, codec.encode(value), expiration);
  return {
    get: async (key) => decode(await client.get(key)),
    set,
    getMany: async (keys) => (await client.mGet([...keys])).map(decode),
    // MSET knows no ttl. Commands of one tick are one write to the socket.
    setMany: (entries) => Promise.all(entries.map(([key, value]) => set(key, value))),
    close: async () => client.destroy(),
  };
}
