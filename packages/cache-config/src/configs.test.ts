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

  it.each(['global.yaml', 'sentinel.yaml', 'cluster.yaml'])('tells editors where its schema is: %s', async (name) => {
    const [first = ''] = (await readFile(pathOf(name), 'utf8')).split('\n');
    const path = /^# yaml-language-server: \$schema=(?<path>\S+)$/.exec(first)?.groups?.['path'] ?? '';

    expect(fileURLToPath(new URL(path, new URL('../../../configs/', import.meta.url)))).toBe(
      fileURLToPath(import.meta.resolve('@modular-agent/cache-config/schema.json')),
    );
  });
});

describe('laid over configs/global.yaml', () => {
  it.each([
    [
      'sentinel.yaml',
      { REDIS_SENTINELS: 'a:26379,b:26379', REDIS_SENTINEL_PASSWORD: 'hunter2', REDIS_DB: '2' },
      { sentinel: { name: 'mymaster', nodes: ['a:26379', 'b:26379'], password: 'hunter2' }, db: 2, readFrom: 'master' },
    ],
    [
      'cluster.yaml',
      { REDIS_CLUSTER_NODES: 'a:1,b:2', REDIS_CLUSTER_ADDRESSES: 'c:1=d:1', REDIS_READ_FROM: 'replica' },
      { cluster: { nodes: ['a:1', 'b:2'], addressMap: { 'c:1': 'd:1' } }, db: 0, readFrom: 'replica' },
    ],
  ])('configs/%s says where the servers are, without a warning', async (name, env, options) => {
    const loaded = await loadConfig({ files: [file, pathOf(name)], env });

    expect(loaded.warnings).toEqual([]);
    expect(loaded.config.cache.providers.redis.options).toMatchObject(options);
    expect(loaded.config.cache.providers.redis.options).not.toHaveProperty('host');
    expect(loaded.config.cache.providers.redis.options).not.toHaveProperty('port');
  });

  it.each([
    ['sentinel.yaml', 'REDIS_SENTINELS'],
    ['cluster.yaml', 'REDIS_CLUSTER_NODES'],
  ])('configs/%s asks for %s', async (name, variable) => {
    await expect(loadConfig({ files: [file, pathOf(name)], env: {} })).rejects.toThrow(
      `needs the environment variable ${variable}`,
    );
  });
});
