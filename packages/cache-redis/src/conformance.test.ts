import {
  startCluster,
  startRedis,
  startSentinel,
  type RedisCluster,
  type RedisSentinel,
  type RedisServer,
} from '@modular-agent/redis-testing';
import { createClient, createCluster } from 'redis';
import { afterAll, beforeAll, describe } from 'vitest';
import { conform, type ConformanceServer } from './test/conform.ts';

describe('one server', () => {
  let server: RedisServer;
  let inspector: ReturnType<typeof createClient>;
  let place: ConformanceServer;

  beforeAll(async () => {
    server = await startRedis();
    inspector = createClient({ url: server.url });
    await inspector.connect();
    place = { options: { url: server.url }, pTTL: (name) => inspector.pTTL(name) };
  });

  afterAll(async () => {
    inspector.destroy();
    await server.kill();
  });

  conform('RedisCacheProvider', () => place);
});

describe('a Cluster', () => {
  let cluster: RedisCluster;
  let inspector: ReturnType<typeof createCluster>;
  let place: ConformanceServer;

  beforeAll(async () => {
    cluster = await startCluster();
    inspector = createCluster({ rootNodes: cluster.seeds.map(({ host, port }) => ({ socket: { host, port } })) });
    await inspector.connect();
    place = { options: { cluster: { nodes: cluster.seeds } }, pTTL: (name) => inspector.pTTL(name) };
  });

  afterAll(async () => {
    inspector.destroy();
    await cluster.kill();
  });

  conform('RedisCacheProvider', () => place);
});

describe('a master that Sentinels name', () => {
  let sentinel: RedisSentinel;
  let inspector: ReturnType<typeof createClient>;
  let place: ConformanceServer;

  beforeAll(async () => {
    sentinel = await startSentinel();
    const { masterName: name, addresses: nodes } = sentinel;
    inspector = createClient({ url: (await sentinel.currentMaster()).url });
    await inspector.connect();
    place = { options: { sentinel: { name, nodes } }, pTTL: (key) => inspector.pTTL(key) };
  });

  afterAll(async () => {
    inspector.destroy();
    await sentinel.kill();
  });

  conform('RedisCacheProvider', () => place);
});
