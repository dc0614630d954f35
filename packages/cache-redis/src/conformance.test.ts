import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { runProviderConformance } from '@modular-agent/cache-conformance';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { createClient, type RedisClientType } from 'redis';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { RedisCacheProvider } from './index.ts';

let server: RedisServer;
let inspector: RedisClientType;

beforeAll(async () => {
  server = await startRedis();
  inspector = createClient({ url: server.url });
  await inspector.connect();
});

afterAll(async () => {
  inspector.destroy();
  await server.kill();
});

runProviderConformance(
  { describe, it },
  {
    name: 'RedisCacheProvider',
    capabilities: {
      sync: false,
      setIfNewer: true,
      clock: 'real',
      isolation: 'fresh',
      expiry: 'automatic',
      size: 'live',
      latency: 'every-call',
      sharedStore: true,
    },
    create: async (overrides) => {
      const keyPrefix = `${randomUUID()}:`;
      return {
        provider: new RedisCacheProvider({ url: server.url, keyPrefix, socketTimeout: '10s', ...overrides }),
        // The server owns the clock of its entries.
        advance: (milliseconds) => wait(milliseconds),
        remainingTtl: async (key) => {
          const remaining = await inspector.pTTL(`${keyPrefix}v|${key}`);
          return remaining === -1 ? Infinity : remaining;
        },
        createNeighbor: async () =>
          new RedisCacheProvider({ url: server.url, keyPrefix: `${keyPrefix}near:`, socketTimeout: '10s' }),
      };
    },
  },
);
