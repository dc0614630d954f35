import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.ts';

const file = pathOf('global.yaml');

function pathOf(name: string): string {
  return fileURLToPath(new URL(`../../../configs/${name}`, import.meta.url));
}

describe('configs/global.yaml', () => {
  it('loads without a warning, and means memory', async () => {
    const { config, warnings } = await loadConfig({ files: file, env: {} });

    expect(warnings).toEqual([]);
    expect(config.cache.defaultProvider).toBe('memory');
    expect(config.cache.providers.redis).toMatchObject({ enabled: true, options: { host: 'localhost', port: 6_379 } });
  });

  it('takes from the environment where Redis is, and whether it is the default', async () => {
    const env = {
      CACHE_PROVIDER: 'redis',
      REDIS_HOST: 'cache.example',
      REDIS_PORT: '6380',
      REDIS_DB: '2',
      REDIS_PASSWORD: 'hunter2',
      REDIS_SSL: 'true',
    };
    const { config, warnings } = await loadConfig({ files: file, env });

    expect(warnings).toEqual([]);
    expect(config.cache.defaultProvider).toBe('redis');
    expect(config.cache.providers.redis.options).toMatchObject({
      host: 'cache.example',
      port: 6_380,
      db: 2,
      password: 'hunter2',
      ssl: true,
    });
  });

  it.each([
    [{}, { tiers: ['memory'] }],
    [{ CACHE_PROVIDER: 'redis' }, { tiers: ['redis'] }],
    [{ CACHE_TIERS: 'memory,redis' }, { tiers: ['memory', 'redis'] }],
    [
      { CACHE_PROVIDER: 'redis', CACHE_FALLBACK: 'memory' },
      { tiers: ['redis'], fallback: 'memory' },
    ],
  ])('takes from the environment what the cache reads through: %o', async (env, expected) => {
    const { config, warnings } = await loadConfig({ files: file, env });

    expect(warnings).toEqual([]);
    expect(config.cache.caches[config.cache.defaultCache]).toEqual({
      ...expected,
      options: { name: 'default', ttl: 3_600_000, grace: 21_600_000, tierTimeout: 2_000 },
      source: expect.anything(),
    });
  });

  it.each(['global.yaml', 'sentinel.yaml', 'cluster.yaml'])('tells editors where its schema is: %s', async (name) => {
    const [first = ''] = (await readFile(pathOf(name), 'utf8')).split('\n');
    const path = /^# yaml-language-server: \$schema=(?<path>\S+)$/.exec(first)?.groups?.['path'] ?? '';

    expect(fileURLToPath(new URL(path, new URL('../../../configs/', import.meta.url)))).toBe(
      fileURLToPath(import.meta.resolve('@modular-agent/cache-config/schema.json')),
    );
  });
});

describe.each([
  [
    'sentinel.yaml',
    { REDIS_SENTINELS: 'a:26379,b:26379', REDIS_SENTINEL_PASSWORD: 'hunter2', REDIS_DB: '2' },
    { sentinel: { name: 'mymaster', nodes: ['a:26379', 'b:26379'], password: 'hunter2' }, db: 2, readFrom: 'master' },
    'redis.sentinel.nodes needs the environment variable REDIS_SENTINELS',
  ],
  [
    'cluster.yaml',
    { REDIS_CLUSTER_NODES: 'a:1,b:2', REDIS_CLUSTER_ADDRESSES: 'c:1=d:1', REDIS_READ_FROM: 'replica' },
    { cluster: { nodes: ['a:1', 'b:2'], addressMap: { 'c:1': 'd:1' } }, readFrom: 'replica' },
    'redis.cluster.nodes needs the environment variable REDIS_CLUSTER_NODES',
  ],
])('configs/%s', (name, env, options, problem) => {
  it.each([
    ['alone', [pathOf(name)]],
    ['laid over configs/global.yaml', [file, pathOf(name)]],
  ])('says where the servers are, without a warning: %s', async (_, files) => {
    const { config, warnings } = await loadConfig({ files, env });
    const { redis } = config.cache.providers;

    expect(warnings).toEqual([]);
    expect(config.cache.defaultProvider).toBe('redis');
    expect(redis).toMatchObject({ enabled: true, options });
    expect(Object.keys(redis.options)).not.toEqual(expect.arrayContaining(['host']));
    expect(Object.keys(redis.options)).not.toEqual(expect.arrayContaining(['port']));
  });

  it('asks for its nodes', async () => {
    await expect(loadConfig({ files: pathOf(name), env: {} })).rejects.toThrow(problem);
  });
});
