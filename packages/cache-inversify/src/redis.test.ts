import { fileURLToPath } from 'node:url';
import { loadConfig } from '@modular-agent/cache-config';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { startCluster, startRedis, startSentinel, type RedisServer } from '@modular-agent/redis-testing';
import { Container } from 'inversify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CacheProviderToken } from './cache-provider-token.ts';
import { CacheToken } from './cache-token.ts';
import { createCacheModule } from './create-cache-module.ts';

const file = configFile('global.yaml');

function configFile(name: string): string {
  return fileURLToPath(new URL(`../../../configs/${name}`, import.meta.url));
}

/** The default provider of a configuration, and what closes it. */
async function open(name: string, env: Record<string, string>) {
  const { config } = await loadConfig({ files: configFile(name), env });
  const module = createCacheModule({ config, providers: { redis: (options) => new RedisCacheProvider(options) } });
  const container = new Container();
  container.load(module);
  return { provider: container.get(CacheProviderToken), close: () => container.unloadAsync(module) };
}

describe('with configs/global.yaml and a Redis server', () => {
  let server: RedisServer | undefined;
  beforeAll(async () => {
    server = await startRedis({ password: 'hunter2' });
  }, 120_000);
  afterAll(() => server?.kill());

  it('the environment says where Redis is and that it is the default, and two containers share it', async () => {
    const { config } = await loadConfig({
      files: file,
      env: {
        CACHE_PROVIDER: 'redis',
        REDIS_HOST: server?.host,
        REDIS_PORT: String(server?.port),
        REDIS_PASSWORD: server?.password,
      },
    });
    const module = createCacheModule({
      config,
      providers: {
        memory: (options) => new MemoryCacheProvider(options),
        redis: (options) => new RedisCacheProvider(options),
      },
    });
    const [first, second] = [new Container(), new Container()];
    first.load(module);
    second.load(module);

    await first.get(CacheProviderToken).set('question', { answer: 42 });

    expect(await second.get(CacheProviderToken, { name: 'redis' }).get('question')).toEqual({ answer: 42 });
    expect(await second.get(CacheProviderToken, { name: 'memory' }).get('question')).toBeUndefined();
    await Promise.all([first.unloadAsync(module), second.unloadAsync(module)]);
  });

  it('caches of two containers load a key once, share it through Redis, and hear of what the other changes', async () => {
    const { config } = await loadConfig({
      files: file,
      env: {
        CACHE_TIERS: 'memory,redis',
        REDIS_HOST: server?.host,
        REDIS_PORT: String(server?.port),
        REDIS_PASSWORD: server?.password,
      },
    });
    const module = createCacheModule({
      config,
      providers: {
        memory: (options) => new MemoryCacheProvider(options),
        redis: (options) => new RedisCacheProvider(options),
      },
    });
    const containers = [new Container(), new Container()];
    for (const container of containers) container.load(module);
    const caches = containers.map((container) => container.get(CacheToken));
    const [first, second] = caches;
    let loads = 0;
    const load = async (): Promise<{ readonly answer: number }> => ({ answer: ++loads });

    const both = await Promise.all(caches.map((cache) => cache.getOrSet('question', load)));

    expect(both).toEqual([{ answer: 1 }, { answer: 1 }]);
    await vi.waitUntil(async () => (await second?.getOrSetEntry('question', load))?.source === 'memory');
    await first?.delete('question');
    await vi.waitUntil(async () => (await second?.get('question')) === undefined);
    expect(await containers[1]?.get(CacheProviderToken, { name: 'redis' }).getSize()).toBeGreaterThan(0);
    await Promise.all(containers.map((container) => container.unloadAsync(module)));
  });
});

it('with a fallback, what is loaded while Redis is away is kept in memory', async () => {
  const server = await startRedis();
  await server.kill();
  const { config } = await loadConfig({
    files: file,
    env: {
      CACHE_PROVIDER: 'redis',
      CACHE_FALLBACK: 'memory',
      REDIS_HOST: server.host,
      REDIS_PORT: String(server.port),
    },
  });
  const module = createCacheModule({
    config,
    providers: {
      memory: (options) => new MemoryCacheProvider(options),
      redis: (options) => new RedisCacheProvider(options),
    },
  });
  const container = new Container();
  container.load(module);
  const cache = container.get(CacheToken);

  expect(await cache.getOrSet('question', () => 42)).toBe(42);

  const again = await cache.getOrSetEntry('question', () => 43);
  expect(again).toMatchObject({ value: 42, source: 'memory' });
  expect(cache.getStats().state).toBe('degraded');
  await container.unloadAsync(module);
});

it('with configs/cluster.yaml the environment says where some nodes are, and all of them are reached', async () => {
  await using cluster = await startCluster({ masters: 2, password: 'hunter2' });
  const [first, second] = cluster.nodes;
  const { provider, close } = await open('cluster.yaml', {
    // The one that is not there is no harm, and the second node is learnt from the first.
    REDIS_CLUSTER_NODES: `127.0.0.1:1,${first?.host}:${first?.port}`,
    REDIS_PASSWORD: 'hunter2',
  });

  await provider.setMany(Array.from({ length: 100 }, (_, index) => [`key ${index}`, index] as const));

  expect(await provider.get('key 42')).toBe(42);
  const sizes = [await first?.command('DBSIZE'), await second?.command('DBSIZE')].map(Number);
  expect(sizes.every((size) => size > 0)).toBe(true);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(100);
  await close();
}, 60_000);

it('with configs/sentinel.yaml the environment says where Sentinels are, and their master is reached', async () => {
  await using group = await startSentinel({
    masterName: 'primary',
    sentinels: 1,
    replicas: 0,
    password: 'hunter2',
    sentinelPassword: 'hunter3',
  });
  const { provider, close } = await open('sentinel.yaml', {
    REDIS_SENTINELS: group.addresses.map(({ host, port }) => `${host}:${port}`).join(', '),
    REDIS_SENTINEL_NAME: 'primary',
    REDIS_SENTINEL_PASSWORD: 'hunter3',
    REDIS_PASSWORD: 'hunter2',
    REDIS_DB: '2',
  });

  await provider.set('question', { answer: 42 });

  expect(await provider.get('question')).toEqual({ answer: 42 });
  expect(await (await group.currentMaster()).command('INFO', 'keyspace')).toContain('db2:keys=1');
  await close();
}, 60_000);
