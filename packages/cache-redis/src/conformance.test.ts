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
import type { RedisCacheProviderOptions } from './index.ts';
import { messagePack } from './msgpack.ts';
import { conform, type ConformanceServer } from './test/conform.ts';

/** Every way in which entries may be written. */
const formats: readonly (readonly [string, RedisCacheProviderOptions])[] = [
  ['superjson', {}],
  ['superjson, compressed', { compression: { threshold: 0 } }],
  ['MessagePack', { serializer: messagePack() }],
  ['MessagePack, compressed', { serializer: messagePack(), compression: { algorithm: 'zstd', threshold: 0 } }],
];

/** Runs the suite for each of them. */
function conformInAllFormats(place: () => ConformanceServer): void {
  for (const [name, options] of formats) conform(`RedisCacheProvider, ${name}`, place, options);
}

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

  conformInAllFormats(() => place);
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

  conformInAllFormats(() => place);
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

  conformInAllFormats(() => place);
});
