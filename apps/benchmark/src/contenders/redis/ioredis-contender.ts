import type { Redis } from 'ioredis-6';
import { timeToLive, type Contender } from '../contender.ts';
import type { ValueCodec } from './value-codec.ts';

/** ioredis as its user would call it: one command for each call, a pipeline for many writes, encoding done by hand. */
export function ioredisContender(client: Redis, codec: ValueCodec): Contender {
  const decode = (stored: string | null): unknown => (stored === null ? undefined : codec.decode(stored));
  return {
    get: async (key) => decode(await client.get(key)),
    set: (key, value) => client.set(key, codec.encode(value), 'PX', timeToLive),
    getMany: async (keys) => (await client.mget([...keys])).map(decode),
    // MSET knows no ttl.
    setMany: async (entries) => {
      const pipeline = client.pipeline();
      for (const [key, value] of entries) pipeline.set(key, codec.encode(value), 'PX', timeToLive);
      for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
    },
    close: async () => client.disconnect(),
  };
}
