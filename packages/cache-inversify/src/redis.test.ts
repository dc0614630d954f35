import { fileURLToPath } from 'node:url';
import { loadConfig } from '@modular-agent/cache-config';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { Container } from 'inversify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CacheProviderToken } from './cache-provider-token.ts';
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
});

describe('with configs/cluster.yaml and a Redis Cluster', () => {
  let server: RedisServer | undefined;
  beforeAll(async () => {
    server = await startRedis({ args: ['--cluster-enabled', 'yes'] });
    await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  }, 120_000);
  afterAll(() => server?.kill());

  it('the environment says where its nodes are, and they are reached', async () => {
    // The first is not there: any of them will do.
    const nodes = `127.0.0.1:1,${server?.host}:${server?.port}`;
    const { provider, close } = await open('cluster.yaml', { REDIS_CLUSTER_NODES: nodes });

    // A server alone would answer MOVED or CROSSSLOT to some of them.
    await provider.setMany(Array.from({ length: 20 }, (_, index) => [`key ${index}`, index] as const));

    expect(await provider.get('key 7')).toBe(7);
    expect(await server?.command('DBSIZE')).toBe(20);
    await close();
  });
});

describe('with configs/sentinel.yaml', () => {
  it('the provider looks for its master where the environment says that the Sentinels are', async () => {
    const { provider, close } = await open('sentinel.yaml', {
      REDIS_SENTINELS: '127.0.0.1:1,127.0.0.1:2',
      REDIS_SENTINEL_NAME: 'primary',
    });

    await expect(provider.get('question')).rejects.toThrow(
      "the master 'primary' of the Sentinels 127.0.0.1:1, 127.0.0.1:2",
    );
    await close();
  });
});
