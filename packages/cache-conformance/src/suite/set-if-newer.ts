import assert from 'node:assert/strict';
import { CacheOptionError } from '@modular-agent/cache-contract';
import fc from 'fast-check';
import { assertRejects } from '../assert/assert-rejects.ts';
import { assertSame } from '../assert/assert-same.ts';
import { setIfNewer } from './calls.ts';
import { assertLifetime, outliveShortTtl, shortTtl } from './lifetime.ts';
import type { Suite } from './suite.ts';

/** `setIfNewer` is refused when the present entry's stamp is higher, and is atomic. */
export function setIfNewerPromises(suite: Suite): void {
  suite.promise('an absent entry is stored, with metadata and stamp', async ({ provider }) => {
    assert.equal(await setIfNewer(provider, 'key', 'new', { stamp: 0, metadata: { by: 'me' } }), true);
    assertSame(await provider.getEntry('key'), { value: 'new', metadata: { by: 'me' }, stamp: 0 });
  });

  suite.promise('a higher and an equal stamp replace the entry', async ({ provider }) => {
    await provider.set('key', 'first', { stamp: 5, metadata: { by: 'first' } });
    assert.equal(await setIfNewer(provider, 'key', 'equal', { stamp: 5 }), true);
    assertSame(await provider.getEntry('key'), { value: 'equal', metadata: undefined, stamp: 5 });
    assert.equal(await setIfNewer(provider, 'key', 'higher', { stamp: 6 }), true);
    assertSame(await provider.getEntry('key'), { value: 'higher', metadata: undefined, stamp: 6 });
  });

  suite.promise('a lower stamp is refused and changes nothing, not even the ttl', async (subject) => {
    const { provider } = subject;
    await provider.set('key', 'newer', { stamp: 5, metadata: { by: 'newer' }, ttl: '1m' });
    assert.equal(await setIfNewer(provider, 'key', 'older', { stamp: 4, ttl: '1h' }), false);
    assertSame(await provider.getEntry('key'), { value: 'newer', metadata: { by: 'newer' }, stamp: 5 });
    await assertLifetime(suite.capabilities, subject, 'key', 60_000);
  });

  suite.promise('stamps are compared as numbers, in their whole range', async ({ provider }) => {
    const stamps = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat());
    const near = fc
      .maxSafeNat()
      .chain((stamp) => fc.tuple(fc.constant(stamp), fc.integer({ min: Math.max(0, stamp - 2), max: stamp })));
    await suite.forAll(fc.oneof(stamps, near), async ([present, stamp]) => {
      await provider.set('key', 'present', { stamp: present });
      assert.equal(await setIfNewer(provider, 'key', 'new', { stamp }), stamp >= present);
      assert.equal(await provider.get('key'), stamp >= present ? 'new' : 'present');
    });
  });

  suite.promise('an entry without a stamp is older than any', async ({ provider }) => {
    await provider.set('key', 'unstamped');
    assert.equal(await setIfNewer(provider, 'key', 'stamped', { stamp: 0 }), true);
    assert.equal(await provider.get('key'), 'stamped');
  });

  suite.promise('an expired or deleted entry stands in no way', async (subject) => {
    const { provider } = subject;
    await provider.set('expired', 'high', { stamp: 9, ttl: shortTtl });
    await provider.set('deleted', 'high', { stamp: 9 });
    await provider.delete('deleted');
    await outliveShortTtl(subject);
    assert.equal(await setIfNewer(provider, 'expired', 'low', { stamp: 1 }), true);
    assert.equal(await setIfNewer(provider, 'deleted', 'low', { stamp: 1 }), true);
    assert.equal(await provider.get('expired'), 'low');
    assert.equal(await provider.get('deleted'), 'low');
  });

  suite.promise('of concurrent calls the highest stamp wins, whatever their order', async ({ provider }) => {
    const stamps = fc.uniqueArray(fc.nat({ max: 1_000 }), { minLength: 2, maxLength: 12 });
    await suite.forAll(stamps, async (race) => {
      await provider.delete('key');
      const stored = await Promise.all(race.map((stamp) => setIfNewer(provider, 'key', { stamp }, { stamp })));
      const highest = Math.max(...race);
      assert.equal(stored[race.indexOf(highest)], true);
      assertSame(await provider.getEntry('key'), { value: { stamp: highest }, metadata: undefined, stamp: highest });
    });
  });

  suite.promise('setIfNewer refuses a stamp that can not be meant, and nothing changes', async ({ provider }) => {
    await provider.set('key', 'older');
    const place = { provider: provider.name, key: 'key' };
    for (const stamp of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
      const error = await assertRejects(CacheOptionError, place, () => setIfNewer(provider, 'key', 'new', { stamp }));
      assert.equal(error.option, 'stamp');
    }
    assert.equal(await provider.get('key'), 'older');
  });
}
