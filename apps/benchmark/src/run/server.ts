import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { createClient } from 'redis';

/** The server that all contenders of a run share, each in a logical database of its own. */
export interface BenchmarkServer {
  readonly redis: RedisServer;
  /** The server's name and version. */
  readonly version: string;
  /** The url of a contender's own database. */
  databaseUrl(number: number): string;
  /** Forgets everything. */
  flush(): Promise<void>;
  /** Milliseconds of processor time, user and system, since the server's start. */
  processorTime(): Promise<number>;
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
    databaseUrl: (number) => `${redis.url}/${number}`,
    flush: async () => {
      await admin.flushAll('SYNC');
    },
    processorTime: async () => {
      const info = await admin.info('cpu');
      const seconds = (name: string): number => Number(new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]);
      return 1_000 * (seconds('used_cpu_user') + seconds('used_cpu_sys'));
    },
    stop: async () => {
      admin.destroy();
      await redis.kill();
    },
  };
}
