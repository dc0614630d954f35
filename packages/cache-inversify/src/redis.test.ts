import { fileURLToPath } from 'node:url';
import { loadConfig } from '@modular-agent/cache-config';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { Container } from 'inversify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CacheProviderToken } from './cache-provider-token.ts';
import { createCacheModule } from './create-cache-module.ts';

const file = fileURLToPath(new URL('../../../configs/global.yaml', import.meta.url));

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
