import { isValidAt } from '@modular-agent/cache-contract';
import { commandCounts, startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from '../../index.ts';
import { rejection } from '../../test/rejection.ts';

let server: RedisServer;
/** Where the versions of `answers` lie. */
const name = 'agent:cache:t|answers';
/** How many entries the larger of two tags has. More by hand: `TAGGED_ENTRIES=1000000 npx vitest run …`. */
const manyEntries = Number(process.env['TAGGED_ENTRIES'] ?? 20_000);

beforeAll(async () => {
  server = await startRedis();
});

beforeEach(async () => {
  await server.command('FLUSHALL');
  await server.command('CONFIG', 'RESETSTAT');
});

afterAll(() => server.kill());

function newProvider(): RedisCacheProvider {
  return new RedisCacheProvider({ url: server.url, socketTimeout: '30s' });
}

describe('what versions cost', () => {
  it('is the same few commands for a tag of many entries as for one of ten', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    await versions.invalidate('answers', ['warm']);
    const costs: Readonly<Record<string, number>>[] = [];
    for (const [tag, count] of [
      ['few', 10],
      ['many', manyEntries],
    ] as const) {
      for (let first = 0; first < count; first += 100_000) {
        const size = Math.min(100_000, count - first);
        const entries = Array.from({ length: size }, (_, index) => [`${tag} ${first + index}`, 1] as const);
        await provider.setMany(entries, { metadata: { tags: [tag] }, timeout: '60s' });
      }
      expect(await provider.getSize()).toBeGreaterThanOrEqual(count);
      const mark = await versions.read('answers', [tag]);
      await server.command('CONFIG', 'RESETSTAT');
      await versions.invalidate('answers', [tag]);
      costs.push(await commandCounts(server));
      expect(isValidAt(mark, [tag], await versions.read('answers', [tag]))).toBe(false);
    }
    expect(costs[0]).toEqual({ evalsha: 1, time: 1, zrevrange: 1, zcard: 1, zadd: 1 });
    expect(costs[1]).toEqual(costs[0]);
  });

  it('is one plain command to read what is new, and one script to look tags up', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    await versions.invalidate('answers', ['a']);
    const first = await versions.readSince('answers', undefined);
    await server.command('CONFIG', 'RESETSTAT');
    await versions.readSince('answers', first);
    expect(await commandCounts(server)).toEqual({ zrevrangebyscore: 1 });
    await server.command('CONFIG', 'RESETSTAT');
    await versions.read('answers', ['a', 'b']);
    expect(await commandCounts(server)).toMatchObject({ evalsha: 1, zrevrange: 1, zscore: 3 });
    expect((await provider.getStats()).operations).toMatchObject({ readVersions: { calls: 3, errors: 0 } });
  });

  it('is many short steps to prune 50,000 tags', async () => {
    await using provider = newProvider();
    const tags = Array.from({ length: 50_000 }, (_, index) => `tag ${index}`);
    await provider.coordination.versions.invalidate('answers', tags);
    await server.command('CONFIG', 'RESETSTAT');
    expect(await provider.coordination.versions.prune('answers', 1)).toBe(tags.length);
    const { zrem } = await commandCounts(server);
    expect(zrem).toBeGreaterThan(30);
    expect(await server.command('ZRANGE', name, '0', '-1')).toEqual(['f', 's', expect.stringMatching(/^e/)]);
  });
});

describe('when the server has lost', () => {
  it('all versions, a new epoch makes every older entry invalid', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    const before = await versions.read('answers', []);
    await server.command('FLUSHALL');
    expect(isValidAt(before, [], await versions.read('answers', []))).toBe(false);
  });

  it.each(['read', 'readSince', 'invalidate'] as const)(
    'its last invalidation, whoever has seen it begins a new epoch with the next %s, once for all',
    async (method) => {
      await using provider = newProvider();
      await using other = newProvider();
      const { versions } = provider.coordination;
      const mark = await versions.invalidate('answers', []);
      const seen = await versions.invalidate('answers', ['a']);
      await other.coordination.versions.read('answers', []);
      // As a replica that took over without it would have it.
      await server.command('ZADD', name, String(mark.sequence), 's');
      await server.command('ZREM', name, 'ta');
      if (method === 'readSince') await versions.readSince('answers', seen);
      else await versions[method]('answers', ['b']);
      const now = await other.coordination.versions.read('answers', ['a']);
      expect(isValidAt(mark, ['a'], now)).toBe(false);
      expect((await versions.read('answers', [])).epoch).toBe(now.epoch);
      expect((await versions.invalidate('answers', [])).epoch).toBe(now.epoch);
    },
  );

  it('its last invalidations, the next one is still above all marks that were taken', async () => {
    await using provider = newProvider();
    const lost = await provider.coordination.versions.invalidate('answers', ['a']);
    await server.command('ZADD', name, String(lost.sequence - 1_000), 's');
    await server.command('ZREM', name, 'ta');
    await using fresh = newProvider();
    const { sequence, epoch } = await fresh.coordination.versions.invalidate('answers', ['b']);
    expect(epoch).toBe(lost.epoch);
    expect(sequence).toBeGreaterThan(lost.sequence);
  });

  it('an epoch, the one before is not taken up again by whoever has seen the later', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    const before = await versions.invalidate('answers', ['a']);
    await server.command('DEL', name);
    await versions.invalidate('answers', ['a']);
    await server.command('DEL', name);
    await server.command('ZADD', name, '+inf', `e${before.epoch}`, String(before.sequence), 's');
    expect((await versions.read('answers', [])).epoch).not.toBe(before.epoch);
  });

  it('all versions, and its clock is behind what was seen, one new epoch will do', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    await versions.invalidate('answers', []);
    await server.command('ZADD', name, '9000000000000000', 's');
    await versions.read('answers', []);
    await server.command('DEL', name);
    const { epoch, sequence } = await versions.read('answers', []);
    expect(sequence).toBe(9_000_000_000_000_000);
    expect(await versions.invalidate('answers', [])).toEqual({ epoch, sequence: sequence + 1 });
  });

  it('its scripts, calls go on', async () => {
    await using provider = newProvider();
    const { epoch } = await provider.coordination.versions.invalidate('answers', ['a']);
    await server.command('SCRIPT', 'FLUSH');
    expect((await provider.coordination.versions.invalidate('answers', ['a'])).epoch).toBe(epoch);
  });
});

describe('the sequence', () => {
  it('is the time of the server in microseconds', async () => {
    await using provider = newProvider();
    const before = Number((await server.command('TIME') as readonly string[]).map((part) => part.padStart(6, '0')).join('')); // prettier-ignore
    const { sequence } = await provider.coordination.versions.invalidate('answers', ['a']);
    expect(sequence).toBeGreaterThan(before);
    expect(sequence).toBeLessThan(before + 30_000_000);
  });

  it('goes on by one while that is behind it, exact to the last digit', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    await versions.invalidate('answers', []);
    const ahead = 9_000_000_000_000_001;
    await server.command('ZADD', name, String(ahead), 's');
    expect((await versions.invalidate('answers', ['a'])).sequence).toBe(ahead + 1);
    expect((await versions.invalidate('answers', ['a'])).sequence).toBe(ahead + 2);
    expect((await versions.read('answers', ['a'])).invalidatedAt.get('a')).toBe(ahead + 2);
  });
});

describe('pruning', () => {
  it('leaves tags that are invalidated again meanwhile', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    await versions.read('answers', []);
    const tags = Array.from({ length: 5_000 }, (_, index) => `tag ${index}`);
    await server.command('ZADD', name, ...tags.flatMap((tag) => ['1', `t${tag}`]));
    const again = tags.filter((_, index) => index % 50 === 0);
    const [forgotten] = await Promise.all([
      versions.prune('answers', '1h'),
      ...again.map((tag) => versions.invalidate('answers', [tag])),
    ]);
    const { invalidatedAt } = await versions.read('answers', tags);
    expect(new Set(invalidatedAt.keys())).toEqual(new Set(again));
    expect(forgotten).toBeGreaterThanOrEqual(tags.length - again.length);
  });
});

describe('bounds', () => {
  it('more than 100,000 tags at once are looked up, and too many for one invalidation', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    const tags = Array.from({ length: 100_001 }, (_, index) => `${index}`);
    expect(await rejection(versions.invalidate('answers', tags))).toMatchObject({ option: 'tags' });
    expect(await server.command('EXISTS', name)).toBe(0);
    const { sequence } = await versions.invalidate('answers', ['0', '99999', '100000']);
    const { invalidatedAt } = await versions.read('answers', tags);
    expect(invalidatedAt).toEqual(new Map([['0', sequence], ['99999', sequence], ['100000', sequence]])); // prettier-ignore
  });

  it('of more than 1,000,000 tags the oldest tenth is forgotten, and older entries are invalid', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    const before = await versions.read('answers', []);
    const fill = `for at = 1, 1000000 do redis.call('ZADD', KEYS[1], ARGV[1] + at, 't' .. at) end`;
    await server.command('EVAL', fill, '1', name, String(before.sequence));
    await server.command('ZADD', name, String(before.sequence + 2_000_000), 's');
    const after = await versions.invalidate('answers', ['a']);
    expect(after.epoch).toBe(before.epoch);
    expect(await server.command('ZCARD', name)).toBe(900_004);
    const { floor, invalidatedAt } = await versions.read('answers', ['1', '99999', '100000', '100001', 'a']);
    expect(floor).toBe(before.sequence + 100_001);
    expect([...invalidatedAt.keys()]).toEqual(['100001', 'a']);
    expect(isValidAt({ ...before, sequence: floor - 1 }, [], { ...after, invalidatedAt, floor })).toBe(false);
  });

  it('what is no history of ours is told, and left as it is', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    await server.command('SET', name, 'mine');
    for (const call of [() => versions.read('answers', []), () => versions.invalidate('answers', ['a'])]) {
      expect(await rejection(call())).toMatchObject({ code: 'CACHE_SERVER', reply: 'WRONGTYPE' });
    }
    expect(await server.command('GET', name)).toBe('mine');
    expect(await rejection(versions.readSince('answers', undefined))).toMatchObject({ reply: 'WRONGTYPE' });
  });
});
