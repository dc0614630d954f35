import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cacheableText } from '../../arbitraries/cacheable-text.ts';
import { confusableKeys } from '../../confusable-keys.ts';
import type { CoordinationSuite } from './coordination-suite.ts';

const awkwardTags = [
  ...confusableKeys,
  '',
  'epoch',
  'sequence',
  't',
  'h',
  '\uD800',
  '\uD801',
  'a\uDC00',
  'x'.repeat(5_000),
  'x'.repeat(5_001),
];

/** No two tags, caches, leases meet. */
export function namePromises(suite: CoordinationSuite): void {
  suite.promise('any string is a tag, and no two meet', async ({ here, there }) => {
    let count = 0;
    const tags = fc.uniqueArray(fc.oneof(fc.constantFrom(...awkwardTags), cacheableText()), {
      minLength: 2,
      maxLength: 8,
    });
    await suite.forAll(tags, async ([one = '', ...others]) => {
      const cache = `cache ${count++}`;
      const { sequence } = await here.versions.invalidate(cache, [one]);
      const { invalidatedAt } = await there.versions.read(cache, [...others, one]);
      assert.deepEqual(new Map(invalidatedAt), new Map([[one, sequence]]));
    });
  });

  suite.promise('all tags that could be taken for another are told apart at once', async ({ here, there }) => {
    const even = awkwardTags.filter((_, index) => index % 2 === 0);
    await here.versions.invalidate('cache', even);
    const { invalidatedAt } = await there.versions.read('cache', awkwardTags);
    assert.deepEqual([...invalidatedAt.keys()].toSorted(), [...new Set(even)].toSorted());
  });

  suite.promise('any text of at most 1,024 bytes names a cache, and no two meet', async ({ here, there }) => {
    const marks = await Promise.all(confusableKeys.map((cache) => here.versions.invalidate(cache, ['a'])));
    assert.equal(new Set(marks.map(({ epoch }) => epoch)).size, confusableKeys.length);
    const seen = await Promise.all(confusableKeys.map((cache) => there.versions.read(cache, [])));
    assert.deepEqual(
      seen.map(({ epoch, sequence }) => ({ epoch, sequence })),
      marks.map(({ epoch, sequence }) => ({ epoch, sequence })),
    );
  });

  suite.promise('any key can be leased, and no two meet', async ({ here, there }) => {
    const leases = await Promise.all(confusableKeys.map((key) => here.leases.acquire(key, '1h')));
    assert.deepEqual(
      leases.map((lease) => lease?.key),
      confusableKeys,
    );
    const again = await Promise.all(confusableKeys.map((key) => there.leases.acquire(key, '1h')));
    assert.ok(again.every((lease) => lease === undefined));
  });

  suite.promise('a lease, an entry and a cache of one name have nothing to do with each other', async (subject) => {
    const { provider, here, there } = subject;
    const before = await here.versions.read('name', []);
    await provider.set('name', 1);
    assert.notEqual(await here.leases.acquire('name', '1h'), undefined);
    assert.equal(await provider.get('name'), 1);
    await provider.delete('name');
    assert.equal(await there.leases.acquire('name', '1h'), undefined);
    assert.deepEqual(await there.versions.read('name', []), before);
  });
}
