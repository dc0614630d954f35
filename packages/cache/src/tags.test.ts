import { RedisCacheProvider } from '@modular-agent/cache-redis';
import { commandCounts, startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCache, type Cache } from './index.ts';

/** Number of "many" entries. More take longer to write, not to invalidate. */
const many = Number(process.env['TAGGED_ENTRIES'] ?? 20_000);

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

async function fill(cache: Cache, tag: string, count: number): Promise<void> {
  for (let first = 0; first < count; first += 1_000) {
    const size = Math.min(1_000, count - first);
    await cache.setMany(
      Array.from({ length: size }, (_, index) => [`${tag} ${first + index}`, index] as const),
      { tags: [tag] },
    );
  }
}

/** Commands that one call sends to the server. */
async function commandsOf(call: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  await server.command('CONFIG', 'RESETSTAT');
  await call();
  return await commandCounts(server);
}

it(
  'costs the same few commands to invalidate a tag, or a namespace, of many entries as of ten',
  async () => {
    await using redis = new RedisCacheProvider({ url: server.url, socketTimeout: '30s' });
    await using cache = createCache({ name: 'answers', tiers: [redis], tierTimeout: '30s' });
    const large = cache.namespace('large');
    await fill(cache, 'few', 10);
    await fill(large, 'many', many);
    expect(await large.get(`many ${many - 1}`)).toBe((many - 1) % 1_000);
    // The scripts are known to the server from here on.
    await cache.invalidateTags(['nothing']);
    const few = await commandsOf(() => cache.invalidateTags(['few']));
    expect(few).toMatchObject({ evalsha: 1, publish: 1 });
    expect(await commandsOf(() => large.invalidateTags(['many']))).toEqual(few);
    expect(await commandsOf(() => large.clear())).toEqual(few);
    for (const [scope, key] of [
      [cache, 'few 1'],
      [large, 'many 1'],
      [large, `many ${many - 1}`],
    ] as const) {
      expect(await scope.get(key)).toBeUndefined();
    }
  },
  60_000 + many / 2,
);
