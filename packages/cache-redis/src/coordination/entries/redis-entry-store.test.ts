import { nextTick } from 'node:process';
import { commandCounts, startProxy, startRedis, type RedisServer } from '@modular-agent/redis-testing';
import type { AcquiredEntry, EntryLease, WriteEntryOptions } from '@modular-agent/cache-contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisCacheProvider } from '../../index.ts';
import { rejection } from '../../test/rejection.ts';

let server: RedisServer;
const options = { ttl: '1h', metadata: { at: 1 } } as const;
const announce = { channel: 'news', message: 'changed' };

function tell(message: string): WriteEntryOptions {
  return { ...options, announce: { ...announce, message } };
}

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

function leaseOf({ lease }: AcquiredEntry): EntryLease {
  if (lease === undefined) throw new Error('no lease was granted');
  return lease;
}

/** The commands that the server ran for this, but for those that load scripts. */
async function commandsOf(work: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  await server.command('CONFIG', 'RESETSTAT');
  await work();
  return commandCounts(server);
}

describe('a lease', () => {
  it('has one holder, and the entry is read behind it', async () => {
    await using provider = newProvider();
    const { entries } = provider.coordination;
    await entries.set('key', 'old', options);
    const first = await entries.acquire('key', '10s');
    expect(first).toMatchObject({ lease: { key: 'key' }, entry: { value: 'old', metadata: { at: 1 } } });
    expect(await entries.acquire('key', '10s')).toMatchObject({ lease: undefined, entry: { value: 'old' } });
    expect(await entries.release(leaseOf(first))).toBe(true);
    expect(await entries.release(leaseOf(first))).toBe(false);
    expect(leaseOf(await entries.acquire('key', '10s')).token).not.toBe(leaseOf(first).token);
  });

  it.each(['set', 'delete', 'take'] as const)('is ended by %s, and its holder stores no more', async (end) => {
    await using provider = newProvider();
    const { entries } = provider.coordination;
    const lease = leaseOf(await entries.acquire('key', '10s'));
    if (end === 'set') await entries.set('key', 'newer', options);
    if (end === 'delete') await entries.delete(['key']);
    if (end === 'take') await entries.acquire('key', '10s', { take: true });
    expect(await entries.store(lease, 'late', options)).toBe(false);
    expect((await entries.get('key'))?.value).toBe(end === 'set' ? 'newer' : undefined);
    expect(await entries.renew([lease], '10s')).toEqual(new Set(['key']));
  });

  it('is extended by renew, and the keys of lost ones are told', async () => {
    await using provider = newProvider();
    const { entries } = provider.coordination;
    const keys = Array.from({ length: 600 }, (_, at) => `key ${at}`);
    const leases = (await Promise.all(keys.map((key) => entries.acquire(key, '1s')))).map(leaseOf);
    await entries.delete(['key 7', 'key 599']);
    const counts = await commandsOf(async () => {
      expect(await entries.renew(leases, '1h')).toEqual(new Set(['key 7', 'key 599']));
    });
    expect(counts).toMatchObject({ evalsha: 2, pexpire: 598 });
    expect(Number(await server.command('PTTL', 'agent:cache:e|key 1'))).toBeGreaterThan(3_000_000);
    expect(await entries.renew([], '1h')).toEqual(new Set());
  });

  it('of a call that was aborted is released', async () => {
    await using provider = newProvider();
    const { entries } = provider.coordination;
    // The server learns the script.
    await entries.release({ key: 'other', token: 'none' });
    const controller = new AbortController();
    const acquiring = rejection(entries.acquire('key', '1h', { signal: controller.signal }));
    // It is sent at the end of this tick, and not answered yet.
    const sent = Promise.withResolvers<void>();
    nextTick(sent.resolve);
    await sent.promise;
    controller.abort();
    expect(await acquiring).toMatchObject({ code: 'CACHE_ABORTED', outcome: 'unknown' });
    const unsent = new AbortController();
    const first = rejection(entries.acquire('unsent', '1h', { signal: unsent.signal }));
    unsent.abort();
    expect(await first).toMatchObject({ code: 'CACHE_ABORTED', outcome: 'not-applied' });
    // What was sent before this is carried out before this.
    await entries.delete(['other']);
    expect(await server.command('EXISTS', 'agent:cache:e|key', 'agent:cache:e|unsent')).toBe(0);
    expect((await provider.getStats()).inFlight).toEqual({ calls: 0, bytes: 0 });
  });
});

describe('a lease whose grant was not heard', () => {
  it('is released over the next connection', async () => {
    await using proxy = await startProxy(server);
    await using provider = new RedisCacheProvider({ url: proxy.url, socketTimeout: '10s' });
    const { entries } = provider.coordination;
    await entries.get('connect');
    proxy.stall({ direction: 'toClient', onlyOpen: true });
    const acquiring = rejection(entries.acquire('key', '1h'));
    while ((await server.command('EXISTS', 'agent:cache:e|key')) === 0);
    proxy.cut();
    expect(await acquiring).toMatchObject({ code: 'CACHE_UNAVAILABLE', outcome: 'unknown' });
    while ((await server.command('EXISTS', 'agent:cache:e|key')) === 1);
    expect(leaseOf(await entries.acquire('key', '1h')).key).toBe('key');
  });
});

describe('what is announced', () => {
  it('is published with each write, and not with one that did nothing', async () => {
    await using provider = newProvider();
    const { entries, backplane } = provider.coordination;
    const heard: string[] = [];
    const last = Promise.withResolvers<void>();
    await backplane.subscribe('news', {
      onMessage: (message) => (message === 'last' ? last.resolve() : heard.push(message)),
      onGap: () => {},
    });
    const lease = leaseOf(await entries.acquire('key', '10s'));
    await entries.store(lease, 1, tell('stored'));
    await entries.store(lease, 2, tell('refused'));
    await entries.release(lease, tell('not released'));
    await entries.set('key', 3, tell('set'));
    await entries.release(leaseOf(await entries.acquire('key', '10s')), tell('released'));
    await entries.delete(['key', 'other'], tell('deleted'));
    await provider.coordination.versions.invalidate('c', ['a'], { announce: { channel: 'news', message: ['<', '>'] } });
    const { sequence } = await provider.coordination.versions.read('c', []);
    await backplane.publish('news', 'last');
    await last.promise;
    expect(heard).toEqual(['stored', 'set', 'released', 'deleted', `<${sequence}>`]);
  });
});

describe('what steps cost', () => {
  it('is two plain commands to acquire, one script to write, one command to read', async () => {
    await using provider = newProvider();
    const { entries } = provider.coordination;
    const every = async (): Promise<Readonly<Record<string, number>>[]> => {
      let lease: EntryLease | undefined;
      const counts = [
        await commandsOf(async () => (lease = leaseOf(await entries.acquire('key', '10s')))),
        await commandsOf(() => entries.store(lease as EntryLease, 1, { ...options, announce })),
        await commandsOf(() => entries.get('key')),
        await commandsOf(() => entries.set('key', 1, { ...options, announce })),
        await commandsOf(() => entries.delete(['key'], { announce })),
        await commandsOf(() => entries.delete(['a', 'b', 'c'], { announce })),
      ];
      lease = leaseOf(await entries.acquire('key', '10s'));
      return [...counts, await commandsOf(() => entries.release(lease as EntryLease))];
    };
    // The server learns the scripts, and this process the server's time.
    await every();
    expect(await every()).toEqual([
      { set: 1, get: 1 },
      { evalsha: 1, get: 1, set: 1, unlink: 1, publish: 1 },
      { get: 1 },
      { evalsha: 1, time: 1, set: 1, unlink: 1, publish: 1 },
      { evalsha: 1, unlink: 2, publish: 1 },
      { evalsha: 1, unlink: 2, publish: 1 },
      { evalsha: 1, get: 1, unlink: 1 },
    ]);
    expect((await provider.getStats()).operations).toMatchObject({
      acquireEntry: { calls: 4, errors: 0 },
      storeEntry: { calls: 2, errors: 0 },
      replaceEntry: { calls: 2, errors: 0 },
      deleteEntries: { calls: 4, errors: 0 },
      releaseEntry: { calls: 2, errors: 0 },
    });
  });

  it('is one MGET for each 64 reads of a tick, also of those behind leases', async () => {
    await using provider = newProvider();
    const { entries } = provider.coordination;
    await entries.get('connect');
    const keys = Array.from({ length: 100 }, (_, at) => `key ${at}`);
    expect(await commandsOf(() => Promise.all(keys.map((key) => entries.get(key))))).toEqual({ mget: 2 });
    expect(await commandsOf(() => entries.getMany(keys))).toEqual({ mget: 1 });
    expect(await commandsOf(() => Promise.all(keys.map((key) => entries.acquire(key, '10s'))))).toEqual({
      set: 100,
      mget: 2,
    });
    expect((await provider.getStats()).inFlight).toEqual({ calls: 0, bytes: 0 });
  });
});

describe('entries', () => {
  it('are those of the provider', async () => {
    await using provider = newProvider();
    const { entries } = provider.coordination;
    const value = { date: new Date(0), map: new Map([[1, 'one']]) };
    await entries.set('key', value, { ttl: Infinity, metadata: { a: [1] } });
    expect(await provider.getEntry('key')).toEqual({ value, metadata: { a: [1] }, stamp: undefined });
    expect(await server.command('PTTL', 'agent:cache:v|key')).toBe(-1);
    await provider.set('other', 'text');
    expect(await entries.getMany(['key', 'none', 'other'])).toEqual(
      new Map([
        ['key', { value, metadata: { a: [1] }, stamp: undefined }],
        ['other', { value: 'text', metadata: undefined, stamp: undefined }],
      ]),
    );
    await entries.delete(['key', 'other', 'key']);
    expect(await provider.getSize()).toBe(0);
    expect(await provider.getStats()).toMatchObject({ sets: 2, deletes: 2 });
  });

  it('that can not be, and options that can not be meant, are told before anything is sent', async () => {
    await using provider = newProvider();
    const { entries } = provider.coordination;
    const lease = leaseOf(await entries.acquire('key', '10s'));
    expect(await rejection(entries.set('', 1, options))).toMatchObject({ code: 'CACHE_KEY' });
    expect(await rejection(entries.set('key', () => {}, options))).toMatchObject({ code: 'CACHE_SERIALIZATION' });
    expect(await rejection(entries.acquire('key', Infinity))).toMatchObject({ option: 'ttl' });
    expect(await rejection(entries.store({ ...lease, token: '' }, 1, options))).toMatchObject({ option: 'lease' });
    const ill = { ...announce, message: '\uD800' };
    expect(await rejection(entries.delete(['key'], { announce: ill }))).toMatchObject({ option: 'message' });
    const batch = await rejection(entries.delete(['key', '']));
    expect(batch).toMatchObject({ code: 'CACHE_BATCH', failed: new Map([['', expect.anything()]]) });
    expect(await entries.release(lease)).toBe(false);
  });
});
