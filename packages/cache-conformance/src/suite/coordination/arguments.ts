import assert from 'node:assert/strict';
import { CacheKeyError, CacheOptionError, type Duration, type Lease } from '@modular-agent/cache-contract';
import { assertRejects } from '../../assert/assert-rejects.ts';
import type { CoordinationSuite } from './coordination-suite.ts';
import { Ear } from './ear.ts';
import { acquire } from './leases.ts';

// A caller without types can pass anything.
const noNames = [undefined, null, 5, {}, '\uD800', 'ä'.repeat(513)] as readonly unknown[] as readonly string[];
const noTexts = [undefined, null, 5, {}, '\uD800'] as readonly unknown[] as readonly string[];
const noTags = ['us', null, 5, {}, [5], ['a', undefined]] as readonly unknown[] as readonly string[][];
const noKeys = [undefined, null, 5, '', '\uD800', 'x'.repeat(1_025)] as readonly unknown[] as readonly string[];
const noLeases = [undefined, null, 'a', {}, { key: 'a' }, { key: 'a', token: 'x' }] as readonly unknown[];
const noDurations = [0, -1, NaN, '0s', 'soon', ''] as readonly Duration[];

/** What can't be meant is refused, and not taken for something else. */
export function coordinationArgumentPromises(suite: CoordinationSuite): void {
  suite.promise('what is no name of a cache is refused', async ({ provider, here: { versions } }) => {
    for (const cache of noNames) {
      for (const call of [
        () => versions.read(cache, []),
        () => versions.readSince(cache, undefined),
        () => versions.invalidate(cache, []),
        () => versions.prune(cache, '1h'),
      ]) {
        assert.equal((await assertRejects(CacheOptionError, { provider: provider.name }, call)).option, 'cache');
      }
    }
  });

  suite.promise('tags that are no list of strings are refused, a string too, and nothing changes', async (subject) => {
    const { provider, here } = subject;
    const before = await here.versions.read('cache', []);
    for (const tags of noTags) {
      for (const call of [() => here.versions.read('cache', tags), () => here.versions.invalidate('cache', tags)]) {
        assert.equal((await assertRejects(CacheOptionError, { provider: provider.name }, call)).option, 'tags');
      }
    }
    assert.deepEqual(await here.versions.read('cache', []), before);
  });

  suite.promise('an announcement that is no well-formed text is refused, and nothing changes', async (subject) => {
    const { provider, here, there } = subject;
    const before = await here.versions.read('cache', ['a']);
    for (const text of noTexts) {
      for (const [option, announce] of [
        ['channel', { channel: text, message: ['', ''] }],
        ['message', { channel: 'news', message: [text, ''] }],
        ['message', { channel: 'news', message: ['', text] }],
      ] as const) {
        const call = (): Promise<unknown> => here.versions.invalidate('cache', ['a'], { announce });
        assert.equal((await assertRejects(CacheOptionError, { provider: provider.name }, call)).option, option);
      }
    }
    assert.deepEqual(await there.versions.read('cache', ['a']), before);
  });

  suite.promise('an age that can not be meant is refused, and nothing is forgotten', async ({ provider, here }) => {
    await here.versions.invalidate('cache', ['a']);
    for (const age of noDurations) {
      const call = (): Promise<unknown> => here.versions.prune('cache', age);
      assert.equal((await assertRejects(CacheOptionError, { provider: provider.name }, call)).option, 'olderThan');
    }
    assert.equal((await here.versions.read('cache', ['a'])).invalidatedAt.size, 1);
  });

  suite.promise('a channel or a message that is no well-formed text is refused', async ({ provider, here }) => {
    const { backplane } = here;
    for (const text of noTexts) {
      for (const [option, call] of [
        ['message', () => backplane.publish('news', text)],
        ['channel', () => backplane.publish(text, 'x')],
        ['channel', () => backplane.subscribe(text, new Ear())],
      ] as const) {
        assert.equal((await assertRejects(CacheOptionError, { provider: provider.name }, call)).option, option);
      }
    }
  });

  suite.promise('a lease has a key like any entry', async ({ provider, here: { leases } }) => {
    for (const key of noKeys) {
      const place = { provider: provider.name, key: typeof key === 'string' ? key : undefined };
      await assertRejects(CacheKeyError, place, () => leases.acquire(key, '1h'));
      await assertRejects(CacheKeyError, place, () => leases.take(key, '1h'));
      await assertRejects(CacheKeyError, place, () => leases.renew({ key, token: 1 }, '1h'));
      await assertRejects(CacheKeyError, place, () => leases.release({ key, token: 1 }));
    }
  });

  suite.promise('what is no lease is refused', async ({ provider, here: { leases } }) => {
    for (const lease of noLeases as readonly Lease[]) {
      const key = (lease as Lease | undefined | null)?.key;
      for (const call of [() => leases.renew(lease, '1h'), () => leases.release(lease)]) {
        const error = await assertRejects(CacheOptionError, { provider: provider.name, key }, call);
        assert.equal(error.option, 'lease');
      }
    }
  });

  suite.promise('a ttl that can not be meant, or has no end, is refused, and nothing changes', async (subject) => {
    const { provider, here, there } = subject;
    const held = await acquire(here.leases, 'held', '1h');
    for (const ttl of [...noDurations, Infinity]) {
      for (const [key, call] of [
        ['free', () => here.leases.acquire('free', ttl)],
        ...(ttl === 0 ? [] : [['held', () => here.leases.take('held', ttl)] as const]),
        ['held', () => here.leases.renew(held, ttl)],
      ] as const) {
        const error = await assertRejects(CacheOptionError, { provider: provider.name, key }, call);
        assert.equal(error.option, 'ttl');
      }
    }
    await acquire(there.leases, 'free', '1h');
    assert.equal(await there.leases.release(held), true);
  });

  suite.promise('options that are no object are refused, a bare timeout too', async ({ provider, here }) => {
    for (const options of [1_000, '1s', null, []] as readonly unknown[] as readonly object[]) {
      for (const [key, call] of [
        [undefined, () => here.versions.read('cache', [], options)],
        [undefined, () => here.versions.readSince('cache', undefined, options)],
        [undefined, () => here.backplane.publish('news', 'x', options)],
        ['a', () => here.leases.acquire('a', '1h', options)],
      ] as const) {
        const error = await assertRejects(CacheOptionError, { provider: provider.name, key }, call);
        assert.equal(error.option, 'options');
      }
    }
    await acquire(here.leases, 'a', '1h');
  });
}
