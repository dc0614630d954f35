import { startRedis, type RedisServer } from '@modular-agent/redis-testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Gate } from '../test/gate.ts';
import type { Cache } from '../index.ts';
import { open, placeOn, sharedTierings, type OpenCache } from './support/open.ts';
import { reach } from './support/reach.ts';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.kill());

describe.each(sharedTierings)('a loader whose lease is in force, over %s,', (tiering) => {
  let one: OpenCache;
  let other: OpenCache;
  let gate: Gate<string>;
  let asked: Promise<string>;

  beforeEach(async () => {
    const place = placeOn({ url: server.url });
    one = open(tiering, place);
    other = open(tiering, place);
    gate = new Gate();
    asked = one.cache.getOrSet('k', gate.loader, { tags: ['t'] });
    await reach(() => gate.calls === 1);
  });

  afterEach(async () => {
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
  });

  /** What else may happen to the key; each gives the value that stays. */
  const writes: readonly (readonly [string, string | undefined, (cache: Cache) => Promise<unknown>])[] = [
    ['a forced refresh', 'new', (cache) => cache.getOrSet('k', () => 'new', { forceRefresh: true })],
    [
      'a forced refresh of several keys',
      'new',
      (cache) =>
        cache.getOrSetMany(['k', 'l'], (keys) => new Map(keys.map((key) => [key, 'new'])), { forceRefresh: true }),
    ],
    ['set', 'new', (cache) => cache.set('k', 'new')],
    ['setMany', 'new', (cache) => cache.setMany([['k', 'new']])],
    ['delete', undefined, (cache) => cache.delete('k')],
    ['expire', undefined, (cache) => cache.expire('k')],
    ['invalidateTags', undefined, (cache) => cache.invalidateTags(['t'])],
    ['clear', undefined, (cache) => cache.clear()],
  ];

  it.each(writes)(
    'does not hold up another process, and its late result is not stored: %s',
    async (_, stays, write) => {
      await write(other.cache);
      await other.cache.flush();
      gate.open('late');
      expect(await asked).toBe('late');
      await one.cache.flush();
      expect(await other.cache.get('k')).toBe(stays);
      await reach(async () => (await one.cache.get('k')) === stays);
    },
  );

  it.each(writes)(
    'does not hold up its own process, and its late result is not stored: %s',
    async (_, stays, write) => {
      await write(one.cache);
      await one.cache.flush();
      gate.open('late');
      expect(await asked).toBe('late');
      await one.cache.flush();
      expect(await one.cache.get('k')).toBe(stays);
      expect(await other.cache.get('k')).toBe(stays);
    },
  );

  it('is waited for by another process, which runs no loader', async () => {
    let runs = 0;
    const waiting = other.cache.getOrSet('k', () => `run ${++runs}`);
    await reach(() => other.cache.getStats().waitedForLease === 1);
    gate.open('loaded');
    expect(await Promise.all([asked, waiting])).toEqual(['loaded', 'loaded']);
    expect(runs).toBe(0);
  });
});
