import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cacheableValue } from '../arbitraries/cacheable-value.ts';
import { assertSame } from '../assert/assert-same.ts';
import type { Suite } from './suite.ts';
import { valueSamples } from './value-samples.ts';

/** What goes in comes out, equal and of the same types. */
export function valuePromises(suite: Suite): void {
  suite.promise('a miss is undefined, for every way to read', async ({ provider }) => {
    assert.equal(await provider.get('absent'), undefined);
    assert.equal(await provider.getEntry('absent'), undefined);
    assert.equal(await provider.exists('absent'), false);
    assertSame(await provider.getMany(['absent']), new Map());
    assertSame(await provider.getEntries(['absent']), new Map());
  });

  for (const value of [null, 0, '', false]) {
    suite.promise(`${JSON.stringify(value)} is a value, for every way to read`, async ({ provider }) => {
      await provider.set('key', value);
      assert.equal(await provider.get('key'), value);
      assert.equal((await provider.getEntry('key'))?.value, value);
      assert.equal(await provider.exists('key'), true);
      assertSame(await provider.getMany(['key']), new Map([['key', value]]));
      assert.equal((await provider.getEntries(['key'])).get('key')?.value, value);
    });
  }

  for (const [kind, samples] of Object.entries(valueSamples)) {
    suite.promise(`${kind} come out as they went in`, async ({ provider }) => {
      for (const [index, value] of samples().entries()) {
        const key = `sample ${index}`;
        await provider.set(key, value);
        assertSame(await provider.get(key), samples()[index], `sample ${index}`);
      }
    });
  }

  suite.promise('any nesting of any types comes out as it went in', async ({ provider }) => {
    // Several at once, for fewer round trips.
    await suite.forAll(fc.array(cacheableValue(), { minLength: 1, maxLength: 10 }), async (values) => {
      await provider.set('key', values);
      assertSame(await provider.get('key'), values);
    });
  });

  suite.promise('batches and entries keep values as single calls do', async ({ provider }) => {
    await suite.forAll(fc.array(cacheableValue(), { minLength: 1, maxLength: 8 }), async (values) => {
      const entries = values.map((value, index) => [`key ${index}`, value] as const);
      await provider.setMany(entries);
      const keys = entries.map(([key]) => key);
      assertSame(await provider.getMany(keys), new Map(entries), 'getMany');
      const found = await provider.getEntries(keys);
      for (const [key, value] of entries) assertSame(found.get(key)?.value, value, `getEntries of ${key}`);
    });
  });

  suite.promise('a large text comes out as it went in', async ({ provider }) => {
    const text = '漢字 and 😀 and "quotes"\n'.repeat(50_000);
    await provider.set('key', { text });
    assertSame(await provider.get('key'), { text });
  });

  suite.promise('large bytes come out as they went in', async ({ provider }) => {
    const bytes = new Uint8Array(1_000_000).map((_, index) => index * 31);
    await provider.set('key', { bytes });
    assertSame(await provider.get('key'), { bytes });
  });

  suite.promise('500 levels of nesting come out as they went in', async ({ provider }) => {
    let value: unknown = 'core';
    for (let level = 0; level < 500; level++) value = level % 2 === 0 ? [value] : { inside: value };
    await provider.set('key', value);
    assertSame(await provider.get('key'), value);
  });

  suite.promise('an object that is held twice comes out at both places', async ({ provider }) => {
    const shared = { at: new Date(0) };
    await provider.set('key', { first: shared, second: [shared, shared] });
    assertSame(await provider.get('key'), { first: shared, second: [shared, shared] });
  });
}
