import { isValidAt } from '@modular-agent/cache-contract';
import { commandCounts, startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from '../index.ts';
import { rejection } from '../test/rejection.ts';

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
    expect(costs[0]).toEqual({ evalsha: 1, time: 1, hmget: 1, hlen: 1, hset: 2 });
    expect(costs[1]).toEqual(costs[0]);
  });

  it('is one HMGET to read them, once they are there', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    await versions.read('answers', ['a']);
    await server.command('CONFIG', 'RESETSTAT');
    await versions.read('answers', ['a', 'b']);
    expect(await commandCounts(server)).toEqual({ hmget: 1 });
    expect((await provider.getStats()).operations).toMatchObject({ readVersions: { calls: 2, errors: 0 } });
  });

  it('is many short steps to prune 50,000 tags', async () => {
    await using provider = newProvider();
    const tags = Array.from({ length: 50_000 }, (_, index) => `tag ${index}`);
    await provider.coordination.versions.invalidate('answers', tags);
    await server.command('CONFIG', 'RESETSTAT');
    expect(await provider.coordination.versions.prune('answers', 1)).toBe(tags.length);
    const { hscan } = await commandCounts(server);
    expect(hscan).toBeGreaterThan(30);
    expect(await server.command('HLEN', name)).toBe(2);
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

  it.each(['read', 'invalidate'] as const)(
    'its last invalidation, whoever has seen it begins a new epoch with the next %s, once for all',
    async (method) => {
      await using provider = newProvider();
      await using other = newProvider();
      const { versions } = provider.coordination;
      const mark = await versions.invalidate('answers', []);
      await versions.invalidate('answers', ['a']);
      await other.coordination.versions.read('answers', []);
      // As a replica that took over without it would have it.
      await server.command('HSET', name, 'sequence', String(mark.sequence));
      await server.command('HDEL', name, 'ta');
      await versions[method]('answers', ['b']);
      const now = await other.coordination.versions.read('answers', ['a']);
      expect(isValidAt(mark, ['a'], now)).toBe(false);
      expect((await versions.read('answers', [])).epoch).toBe(now.epoch);
      expect((await versions.invalidate('answers', [])).epoch).toBe(now.epoch);
    },
  );

  it('its last invalidations, the next one is still above all marks that were taken', async () => {
    await using provider = newProvider();
    const lost = await provider.coordination.versions.invalidate('answers', ['a']);
    await server.command('HSET', name, 'sequence', String(lost.sequence - 1_000));
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
    await server.command('HSET', name, 'epoch', before.epoch, 'sequence', String(before.sequence));
    expect((await versions.read('answers', [])).epoch).not.toBe(before.epoch);
  });

  it('all versions, and its clock is behind what was seen, one new epoch will do', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    await versions.invalidate('answers', []);
    await server.command('HSET', name, 'sequence', '9000000000000000');
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
    await server.command('HSET', name, 'sequence', String(ahead));
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
    await server.command('HSET', name, ...tags.flatMap((tag) => [`t${tag}`, '1']));
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
  it('more than 100,000 tags at once are refused', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    const tags = Array.from({ length: 100_001 }, (_, index) => `${index}`);
    for (const call of [() => versions.read('answers', tags), () => versions.invalidate('answers', tags)]) {
      expect(await rejection(call())).toMatchObject({ code: 'CACHE_OPTION', option: 'tags' });
    }
    expect(await server.command('EXISTS', name)).toBe(0);
  });

  it('a history of more than 1,000,000 tags is dropped, and a new epoch begins', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    const before = await versions.read('answers', []);
    const fill = `for at = 1, 1000000 do redis.call('HSET', KEYS[1], 't' .. at, '1') end`;
    await server.command('EVAL', fill, '1', name);
    const after = await versions.invalidate('answers', ['a']);
    expect(after.epoch).not.toBe(before.epoch);
    expect(await server.command('HLEN', name)).toBe(3);
  });

  it('what is no history of ours is told, and left as it is', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    await server.command('SET', name, 'mine');
    for (const call of [() => versions.read('answers', []), () => versions.invalidate('answers', ['a'])]) {
      expect(await rejection(call())).toMatchObject({ code: 'CACHE_SERVER', reply: 'WRONGTYPE' });
    }
    expect(await server.command('GET', name)).toBe('mine');
    await server.command('DEL', name);
    await server.command('HSET', name, 'epoch', 'e', 'sequence', 'soon');
    expect(await rejection(versions.read('answers', []))).toMatchObject({ code: 'CACHE_SERVER' });
  });
});
