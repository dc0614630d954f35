import { setTimeout as wait } from 'node:timers/promises';
import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Gate } from '../test/gate.ts';
import type { Cache } from '../index.ts';
import { open, placeOn, sharedTierings } from './support/open.ts';
import { reach } from './support/reach.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

afterEach(() => server.resume());

function refuseWork(): never {
  throw new Error('the request has ended');
}

describe.each(sharedTierings)('waitUntil over %s', (tiering) => {
  const calls: readonly (readonly [string, (cache: Cache) => Promise<unknown>])[] = [
    ['getOrSet', (cache) => cache.getOrSet('k', () => 'v')],
    ['getOrSetEntry', (cache) => cache.getOrSetEntry('k', () => 'v')],
    ['getOrSetMany', (cache) => cache.getOrSetMany(['k', 'l'], () => new Map([['k', 'v']]))],
    ['a forced refresh', (cache) => cache.getOrSet('k', () => 'v', { forceRefresh: true })],
  ];

  it.each(calls)('is given work that ends when the value is stored: %s', async (_, call) => {
    const place = placeOn({ url: server.url });
    const works: Promise<unknown>[] = [];
    await using one = open(tiering, place, { waitUntil: (work) => void works.push(work) });
    await call(one.cache);
    expect(works.length).toBeGreaterThan(0);
    await Promise.all(works);
    await using other = open(tiering, place);
    expect(await other.cache.get('k')).toBe('v');
  });

  it('is given a refresh in the background', async () => {
    const place = placeOn({ url: server.url });
    const works: Promise<unknown>[] = [];
    await using one = open(tiering, place, { grace: '1h', softTimeout: 0, waitUntil: (work) => void works.push(work) });
    await one.cache.set('k', 'stale');
    await one.cache.expire('k');
    const gate = new Gate<string>();
    expect(await one.cache.getOrSet('k', gate.loader)).toBe('stale');
    await reach(() => gate.calls === 1);
    expect(works.length).toBeGreaterThan(0);
    gate.open('fresh');
    // More may come while it is awaited.
    for (const work of works) await work;
    await using other = open(tiering, place);
    expect(await other.cache.get('k')).toBe('fresh');
  });

  it('fails no call when it throws, and is warned about once', async () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const place = placeOn({ url: server.url });
    await using one = open(tiering, place, { waitUntil: refuseWork });
    expect(await one.cache.getOrSet('k', () => 'v')).toBe('v');
    expect(await one.cache.getOrSet('l', () => 'v')).toBe('v');
    await one.cache.flush();
    await using other = open(tiering, place);
    expect(await other.cache.get('k')).toBe('v');
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('threw: the request has ended'), 'CacheWarning');
    warn.mockRestore();
  });

  it('gets no promise that rejects, and no work from a hit', async () => {
    const place = placeOn({ url: server.url });
    await using writer = open(tiering, place);
    await writer.cache.set('k', 1);
    const works: Promise<unknown>[] = [];
    await using one = open(tiering, place, { waitUntil: (work) => void works.push(work) });
    expect(await one.cache.get('k')).toBe(1);
    const after = works.length;
    await one.cache.get('k');
    expect(works.length).toBe(after);
    await one.cache.getOrSet('function', () => () => 1);
    await one.cache.getOrSet('fails', () => Promise.reject(new Error('no'))).catch(() => {});
    expect((await Promise.allSettled(works)).filter(({ status }) => status === 'rejected')).toEqual([]);
  });
});

describe('while Redis is stopped', () => {
  it('close ends in about a second, and a value that waits is dropped', async () => {
    const one = open('Redis alone', placeOn({ url: server.url }));
    const gate = new Gate<number>();
    const asked = one.cache.getOrSet('k', gate.loader);
    await reach(() => gate.calls === 1);
    await server.pause();
    gate.open(1);
    expect(await asked).toBe(1);
    expect(await Promise.race([one.cache.close().then(() => 'closed'), wait(5_000, 'late')])).toBe('closed');
    expect(one.cache.getStats()).toMatchObject({ state: 'closed', queued: 0 });
    await one[Symbol.asyncDispose]();
  });

  it('a value that waits longer than storeTimeout is dropped and counted, and nothing else becomes invalid', async () => {
    const place = placeOn({ url: server.url });
    await using one = open('Redis alone', place, { storeTimeout: 300 });
    await one.cache.set('older', 1);
    const gate = new Gate<number>();
    const asked = one.cache.getOrSet('k', gate.loader);
    await reach(() => gate.calls === 1);
    await server.pause();
    gate.open(1);
    expect(await asked).toBe(1);
    expect(await one.cache.flush()).toEqual({ stored: 0, dropped: 1 });
    expect(one.cache.getStats()).toMatchObject({ queued: 0, dropped: 1 });
    await server.resume();
    await reach(() => one.cache.getStats().state === 'ready');
    expect(await one.cache.get('older')).toBe(1);
    await using other = open('Redis alone', place);
    expect(await other.cache.get('older')).toBe(1);
  });

  it('set and delete resolve with pending, and are made up for', async () => {
    const place = placeOn({ url: server.url });
    await using one = open('Redis alone', place, { queueTimeout: 100 });
    await one.cache.setMany([['set', 'old'], ['deleted', 'old'], ['other', 1]]); // prettier-ignore
    await server.pause();
    expect((await one.cache.set('set', 'new')).pending).toEqual(['redis']);
    expect((await one.cache.delete('deleted')).pending).toEqual(['redis']);
    expect(await one.cache.get('deleted')).toBeUndefined();
    expect(await one.cache.get('set')).not.toBe('old');
    await server.resume();
    await reach(() => one.cache.getStats().pending === 0 && one.cache.getStats().state === 'ready');
    await one.cache.flush();
    await using other = open('Redis alone', place);
    expect(await other.cache.get('set')).not.toBe('old');
    expect(await other.cache.get('deleted')).toBeUndefined();
    expect(await other.cache.get('other')).toBe(1);
  });
});
