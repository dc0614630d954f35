import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { createClient } from 'redis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from '../../index.ts';
import { rejection } from '../../test/rejection.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

beforeEach(async () => {
  await server.command('FLUSHALL');
});

afterAll(() => server.kill());

function newProvider(): RedisCacheProvider {
  return new RedisCacheProvider({ url: server.url, socketTimeout: '10s' });
}

describe('what was invalidated since a version', () => {
  it('is told newest first, each tag once, and nothing once it was told', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    const begin = await versions.readSince('c', undefined);
    expect(begin).toMatchObject({ invalidatedAt: new Map(), floor: 0, completeSince: begin.sequence });
    await versions.invalidate('c', ['a', 'b']);
    const two = await versions.invalidate('c', ['a', '']);
    const delta = await versions.readSince('c', begin);
    expect(delta).toMatchObject({ ...two, completeSince: begin.sequence });
    expect([...delta.invalidatedAt.keys()].toSorted()).toEqual(['', 'a', 'b']);
    expect([...delta.invalidatedAt.keys()].at(-1)).toBe('b');
    expect(delta.invalidatedAt.get('a')).toBe(two.sequence);
    expect(await versions.readSince('c', delta)).toEqual({ ...delta, invalidatedAt: new Map(), completeSince: two.sequence }); // prettier-ignore
    expect(await versions.readSince('c', undefined)).toMatchObject({ ...two, completeSince: 0 });
  });

  it('is told up to a bound, past which it is complete since a later one', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    const begin = await versions.readSince('c', undefined);
    const first = await versions.invalidate('c', ['old']);
    for (let at = 0; at < 3; at++) {
      await versions.invalidate('c', Array.from({ length: 400 }, (_, tag) => `${at} ${tag}`)); // prettier-ignore
    }
    const delta = await versions.readSince('c', begin);
    expect(delta.invalidatedAt.size).toBe(998);
    expect(delta.completeSince).toBeGreaterThan(first.sequence);
    const all = await versions.read('c', ['old', ...Array.from({ length: 1_200 }, (_, at) => `${Math.floor(at / 400)} ${at % 400}`)]); // prettier-ignore
    for (const [tag, sequence] of all.invalidatedAt) {
      expect(sequence <= delta.completeSince || delta.invalidatedAt.get(tag) === sequence).toBe(true);
    }
  });

  it('is not complete below a tag that is known by a digest alone', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    const begin = await versions.readSince('c', undefined);
    const long = 'x'.repeat(1_001);
    const { sequence } = await versions.invalidate('c', [long]);
    const delta = await versions.readSince('c', begin);
    expect(delta.completeSince).toBe(sequence);
    expect((await versions.read('c', [long, '\uD800'])).invalidatedAt).toEqual(new Map([[long, sequence]]));
  });

  it('has the floor once it rose, and as it was last seen after that', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    const begin = await versions.readSince('c', undefined);
    const old = await versions.invalidate('c', ['old']);
    while ((await versions.prune('c', 1)) === 0);
    const fresh = await versions.invalidate('c', ['new']);
    const risen = await versions.readSince('c', begin);
    expect(risen).toMatchObject({ ...fresh, floor: old.sequence, completeSince: old.sequence });
    expect(risen.invalidatedAt).toEqual(new Map([['new', fresh.sequence]]));
    expect(await versions.readSince('c', risen)).toMatchObject({ floor: old.sequence, completeSince: fresh.sequence });
    expect((await versions.read('c', [])).floor).toBe(old.sequence);
  });

  it('is all that is known where the version is of another epoch', async () => {
    await using provider = newProvider();
    await using other = newProvider();
    const { versions } = provider.coordination;
    const before = await versions.invalidate('c', ['a']);
    await server.command('FLUSHALL');
    const after = await other.coordination.versions.invalidate('c', ['b']);
    const delta = await versions.readSince('c', before);
    expect(delta).toMatchObject({ ...after, invalidatedAt: new Map([['b', after.sequence]]), completeSince: 0 });
  });

  it('needs a version that this store gave', async () => {
    await using provider = newProvider();
    const { versions } = provider.coordination;
    const error = await rejection(versions.readSince('c', { epoch: 'e', sequence: 0.5 }));
    expect(error).toMatchObject({ code: 'CACHE_OPTION', option: 'since' });
  });

  it.each([2, 3] as const)('is read over a client of your own that speaks RESP %i', async (RESP) => {
    const client = createClient({ url: server.url, RESP });
    await client.connect();
    await using provider = new RedisCacheProvider({ client });
    const { versions, entries } = provider.coordination;
    const begin = await versions.readSince('c', undefined);
    const { sequence } = await versions.invalidate('c', ['a']);
    expect((await versions.readSince('c', begin)).invalidatedAt).toEqual(new Map([['a', sequence]]));
    await entries.set('key', 1, { ttl: '1h', metadata: {} });
    expect((await entries.acquire('key', '1s')).entry?.value).toBe(1);
    await provider.close();
    client.destroy();
  });
});
