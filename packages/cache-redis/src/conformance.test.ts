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

/** The default format of entries. */
const usual = [['superjson', {}]] as const;
/** Every format of entries. */
const formats: readonly (readonly [string, RedisCacheProviderOptions])[] = [
  ...usual,
  ['superjson, compressed', { compression: { threshold: 0 } }],
  ['MessagePack', { serializer: messagePack() }],
  ['MessagePack, compressed', { serializer: messagePack(), compression: { algorithm: 'zstd', threshold: 0 } }],
];

/** Formats do not depend on the topology, so only the deep run tests each with a Cluster and with Sentinels. */
const formatsOfTopologies = process.env['TEST_DEPTH'] === 'deep' ? formats : usual;

/** Runs the suite for each format. */
function conformInFormats(chosen: typeof formats, place: () => ConformanceServer): void {
  for (const [name, options] of chosen) conform(`RedisCacheProvider, ${name}`, place, options);
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

  conformInFormats(formats, () => place);
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

  conformInFormats(formatsOfTopologies, () => place);
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

  conformInFormats(formatsOfTopologies, () => place);
});
