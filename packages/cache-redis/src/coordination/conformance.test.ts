import { startCluster, startRedis, type RedisCluster, type RedisServer } from '@modular-agent/redis-testing';
import { createCluster } from 'redis';
import { afterAll, beforeAll, describe } from 'vitest';
import { conformCoordination, type CoordinationServer } from '../test/conform-coordination.ts';

/** Microseconds, of what TIME gives. */
function microseconds(time: unknown): number {
  const [seconds, rest] = (time as readonly unknown[]).map(Number);
  return Number(seconds) * 1_000_000 + Number(rest);
}

describe('one server', () => {
  let server: RedisServer;
  let place: CoordinationServer;

  beforeAll(async () => {
    server = await startRedis();
    place = {
      options: { url: server.url },
      get: async (name) => (await server.command('GET', name)) as string | null,
      time: async () => microseconds(await server.command('TIME')),
    };
  });

  afterAll(() => server.kill());

  conformCoordination('coordination of RedisCacheProvider', () => place);
});

describe('a Cluster', () => {
  let cluster: RedisCluster;
  let inspector: ReturnType<typeof createCluster>;
  let place: CoordinationServer;

  beforeAll(async () => {
    cluster = await startCluster();
    inspector = createCluster({ rootNodes: cluster.seeds.map(({ host, port }) => ({ socket: { host, port } })) });
    await inspector.connect();
    place = {
      options: { cluster: { nodes: cluster.seeds } },
      get: (name) => inspector.get(name),
      // The nodes are on this machine. Rounded up, as no lease may seem to be held for longer than it was given.
      time: async () => (Date.now() + 1) * 1_000,
    };
  });

  afterAll(async () => {
    inspector.destroy();
    await cluster.kill();
  });

  conformCoordination('coordination of RedisCacheProvider', () => place, { numRuns: 30 });
});
