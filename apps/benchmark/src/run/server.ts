import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { createClient } from 'redis';
import { databaseOf } from './contender-process.ts';
import { processorTimeOf } from './processor-time.ts';
import type { RowServer } from './row-server.ts';

/** The server that all contenders of a run share, each in a logical database of its own. */
export interface BenchmarkServer extends RowServer {
  readonly redis: RedisServer;
  /** The server's name and version. */
  readonly version: string;
  /** The url of a contender's own database. */
  databaseUrl(number: number): string;
  stop(): Promise<void>;
}

/** Starts a server on loopback that persists nothing. */
export async function startServer(): Promise<BenchmarkServer> {
  const redis = await startRedis();
  const admin = createClient({ url: redis.url, disableOfflineQueue: true });
  // It is away for a while in the outage.
  admin.on('error', () => undefined);
  await admin.connect();
  return {
    redis,
    version: `${redis.flavour} ${redis.version}`,
    urlOf: (contender, store) => `${redis.url}/${databaseOf(contender, store)}`,
    databaseUrl: (number) => `${redis.url}/${number}`,
    flush: async () => {
      await admin.flushAll('SYNC');
    },
    processorTime: () => processorTimeOf(admin),
    stop: async () => {
      admin.destroy();
      await redis.kill();
    },
  };
}
