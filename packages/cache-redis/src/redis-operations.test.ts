import { CacheConflictError, CacheOptionError, CacheServerError } from '@modular-agent/cache-contract';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider, type WalkProgress } from './index.ts';
import { collect } from './test/collect.ts';
import { rejection } from './test/rejection.ts';

let server: RedisServer;
let provider: RedisCacheProvider;
let other: RedisCacheProvider;

beforeAll(async () => {
  server = await startRedis();
  provider = new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
  other = new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
});

beforeEach(async () => {
  await server.command('FLUSHALL');
});

afterAll(async () => {
  await Promise.all([provider.close(), other.close()]);
  await server.kill();
});

/** How long the entry of a key still lives in Redis, in milliseconds; -1 without end. */
async function remaining(key: string): Promise<number> {
  return Number(await server.command('PTTL', `agent:cache:v|${key}`));
}

/** Adds one to what it has seen. */
async function add(who: RedisCacheProvider): Promise<void> {
  for (;;) {
    const seen = (await who.get<number>('key')) ?? 0;
    if (await who.operations.compareAndSet('key', seen, seen + 1)) return;
  }
}

/** Moves one from account to account. */
async function move(who: RedisCacheProvider): Promise<void> {
  await who.operations.transaction(
    ['a', 'b'],
    (transaction) => {
      transaction.set('a', (transaction.get<number>('a') ?? 0) - 1);
      transaction.set('b', (transaction.get<number>('b') ?? 0) + 1);
    },
    { retries: 1_000 },
  );
}

describe('increment', () => {
  it('adds any whole numbers as numbers add, exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.maxSafeInteger(), { minLength: 1, maxLength: 6 }), async (steps) => {
        await provider.delete('count');
        let sum = 0;
        for (const by of steps) {
          const isSafe = Number.isSafeInteger(sum + by);
          if (isSafe) sum += by;
          const outcome = await provider.operations.increment('count', { by }).catch(() => 'refused');
          expect(outcome).toBe(isSafe ? sum : 'refused');
        }
        expect((await provider.get('count')) ?? 0).toBe(sum);
      }),
    );
  });

  it('loses none of what several providers add at once', async () => {
    const added = Array.from({ length: 200 }, (_, at) =>
      (at % 2 === 0 ? provider : other).operations.increment('count'),
    );
    expect(new Set(await Promise.all(added)).size).toBe(200);
    expect(await provider.get('count')).toBe(200);
  });

  it('goes on from a number that was set, and keeps its metadata, its stamp and its time', async () => {
    await provider.set('count', 41, { metadata: { by: 'ü' }, stamp: 7, ttl: '1m' });
    expect(await provider.operations.increment('count', { ttl: '1h' })).toBe(42);
    expect(await provider.getEntry('count')).toEqual({ value: 42, metadata: { by: 'ü' }, stamp: 7 });
    expect(await remaining('count')).toBeLessThanOrEqual(60_000);
  });

  it('gives a new count the time that it is to live', async () => {
    await provider.operations.increment('given', { ttl: '1m' });
    await provider.operations.increment('default');
    await provider.operations.increment('endless', { ttl: Infinity });
    expect(await remaining('given')).toBeGreaterThan(50_000);
    expect(await remaining('default')).toBeGreaterThan(3_500_000);
    expect(await remaining('endless')).toBe(-1);
  });

  it.each(['text', 1.5, null, [1], true, -0])('leaves %j as it is, and says that it is no integer', async (value) => {
    await provider.set('count', value);
    const error = await rejection(provider.operations.increment('count'));
    expect(CacheServerError.isInstance(error)).toBe(true);
    expect(await provider.get('count')).toEqual(value);
  });

  it('refuses what is no whole number', async () => {
    for (const by of [0.5, NaN, Infinity, 2 ** 53]) {
      expect(CacheOptionError.isInstance(await rejection(provider.operations.increment('count', { by })))).toBe(true);
    }
    expect(await provider.exists('count')).toBe(false);
  });
});

describe('setIfAbsent', () => {
  it('stores for exactly one of many', async () => {
    const race = Array.from({ length: 50 }, (_, at) =>
      (at % 2 === 0 ? provider : other).operations.setIfAbsent('key', at),
    );
    const stored = await Promise.all(race);
    expect(stored.filter(Boolean)).toHaveLength(1);
    expect(await provider.get('key')).toBe(stored.indexOf(true));
  });
});

describe('compareAndSet', () => {
  it.each([
    ['a date', new Date(5), new Date(6)],
    ['a map', new Map([[1, { a: [NaN] }]]), new Map([[1, { a: [0] }]])],
    ['an object whose properties stand in another order', { a: 1, b: 2 }, { b: 2 }],
    ['null', null, undefined],
  ])('tells %s from what is almost the same', async (_, value, almost) => {
    await provider.set('key', value);
    expect(await provider.operations.compareAndSet('key', almost, 'new')).toBe(false);
    const expected = 'a' in Object(value) ? { b: 2, a: 1 } : structuredClone(value);
    expect(await provider.operations.compareAndSet('key', expected, 'new', { ttl: '1m' })).toBe(true);
    expect(await provider.get('key')).toBe('new');
    expect(await remaining('key')).toBeLessThanOrEqual(60_000);
  });

  it('to which nothing is expected stores only where there is nothing', async () => {
    expect(await provider.operations.compareAndSet('key', undefined, 1)).toBe(true);
    expect(await provider.operations.compareAndSet('key', undefined, 2)).toBe(false);
  });

  it('lets each of many writers in turn see the value before its own', async () => {
    await provider.set('key', 0);
    await Promise.all(Array.from({ length: 40 }, (_, at) => add(at % 2 === 0 ? provider : other)));
    expect(await provider.get('key')).toBe(40);
  });
});

describe('a transaction', () => {
  it('moves amounts between accounts without losing any, whoever else does so too', async () => {
    await provider.setMany([['a', 1_000], ['b', 0]]); // prettier-ignore
    await Promise.all(Array.from({ length: 40 }, (_, at) => move(at % 2 === 0 ? provider : other)));
    expect(await provider.getMany(['a', 'b'])).toEqual(new Map([['a', 960], ['b', 40]])); // prettier-ignore
  });

  it('is tried again a bounded number of times, and changes nothing then', async () => {
    let tries = 0;
    const error = await rejection(
      provider.operations.transaction(
        ['key'],
        async (transaction) => {
          await other.set('key', tries++);
          transaction.set('key', 'mine');
          transaction.set('beside', 'mine');
        },
        { retries: 3 },
      ),
    );
    expect(CacheConflictError.isInstance(error)).toBe(true);
    expect(tries).toBe(4);
    expect(await provider.getMany(['key', 'beside'])).toEqual(new Map([['key', 3]]));
  });

  it('that fails in its body changes nothing, and tells why', async () => {
    const reason = new Error('no');
    const work = provider.operations.transaction(['key'], (transaction) => {
      transaction.set('key', 1);
      throw reason;
    });
    expect(await rejection(work)).toBe(reason);
    expect(await provider.exists('key')).toBe(false);
  });

  it('deletes, gives a result, and refuses to read what it did not name', async () => {
    await provider.set('key', 'old');
    const result = await provider.operations.transaction(['key'], (transaction) => {
      transaction.delete('key');
      return transaction.get('key');
    });
    expect(result).toBe('old');
    expect(await provider.exists('key')).toBe(false);
    const error = await rejection(provider.operations.transaction([], (transaction) => transaction.get('key')));
    expect(error).toMatchObject({ code: 'CACHE_OPTION', option: 'keys', key: 'key' });
  });
});

describe('a pipeline', () => {
  it('carries its calls out in order, each for itself', async () => {
    const { operations } = provider;
    const results = await operations.pipeline((pipeline) => [
      pipeline.set('key', 1),
      pipeline.get<number>('key'),
      pipeline.set('key', () => {}),
      pipeline.setIfAbsent('key', 2),
      pipeline.set('key', 3, { metadata: { by: 'me' } }),
      pipeline.getEntry('key'),
      pipeline.delete('key'),
      pipeline.exists('key'),
    ]);
    const values = results.map((result) => (result.status === 'fulfilled' ? result.value : 'refused'));
    expect(values).toEqual([
      undefined,
      1,
      'refused',
      false,
      undefined,
      { value: 3, metadata: { by: 'me' }, stamp: undefined },
      true,
      false,
    ]);
  });
});

describe('a script of your own', () => {
  it('runs on keys of its own, with text, numbers and bytes in and out, also after the server forgot it', async () => {
    const script = provider.operations.script(`
      redis.call('RPUSH', KEYS[1], unpack(ARGV))
      return { redis.call('LRANGE', KEYS[1], 0, -1), redis.call('LLEN', KEYS[1]), false }
    `);
    const bytes = Uint8Array.of(255, 0, 254);
    expect(await script.run(['list'], ['ä', 2.5, bytes])).toEqual([['ä', '2.5', Buffer.from(bytes)], 3, null]);
    await server.command('SCRIPT', 'FLUSH');
    await script.run(['list'], ['more']);
    expect(await server.command('LLEN', 'agent:cache:s|list')).toBe(4);
    await provider.clear();
    expect(await server.command('LLEN', 'agent:cache:s|list')).toBe(4);
  });

  it('that the server refuses says why', async () => {
    const error = await rejection(provider.operations.script('return nonsense(').run([]));
    expect(error).toMatchObject({ code: 'CACHE_SERVER', message: expect.stringContaining('compiling') });
    expect(() => provider.operations.script(' ')).toThrow(CacheOptionError);
  });
});

describe('keys', () => {
  it('are given each, with the progress, and those of others are not', async () => {
    const keys = Array.from({ length: 2_500 }, (_, at) => `key ${at} 漢`);
    await provider.setMany(keys.map((key) => [key, 1] as const));
    await server.command('SET', 'foreign', '1');
    const told: WalkProgress[] = [];
    const found = await collect(provider.operations.keys({ onProgress: (progress) => told.push(progress) }));
    expect(new Set(found)).toEqual(new Set(keys));
    expect(told.at(-1)).toEqual({ found: 2_500, looked: 2_501, keys: 2_501 });
    expect(told.length).toBeGreaterThanOrEqual(3);
  });

  it('are no longer walked when the signal is aborted, or the provider is closed', async () => {
    await provider.setMany(Array.from({ length: 5_000 }, (_, at) => [`${at}`, 1] as const));
    const controller = new AbortController();
    const walk = provider.operations.keys({ signal: controller.signal });
    await walk.next();
    controller.abort();
    expect(await rejection(collect(walk))).toMatchObject({ code: 'CACHE_ABORTED' });
    const closing = new RedisCacheProvider({ url: server.url });
    const cut = closing.operations.keys();
    await cut.next();
    await closing.close();
    expect(await rejection(collect(cut))).toMatchObject({ code: 'CACHE_CLOSED' });
  });
});

describe('distribution', () => {
  it('of one server is all in one place', async () => {
    await provider.setMany([['small', 1], ['large', 'x'.repeat(10_000)]]); // prettier-ignore
    const { nodes, skew } = await provider.operations.distribution();
    expect(nodes).toEqual([{ node: `127.0.0.1:${server.port}`, keys: 2, bytes: expect.any(Number) }]);
    expect(nodes[0]?.bytes).toBeGreaterThan(10_000);
    expect(skew).toEqual({ node: `127.0.0.1:${server.port}`, keys: 1, bytes: 1 });
  });
});
