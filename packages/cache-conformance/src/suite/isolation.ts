import assert from 'node:assert/strict';
import { assertSame } from '../assert/assert-same.ts';
import { assertDeeplyFrozen, frozenParts, tamper } from './tamper.ts';
import { isolationSamples, plainSample } from './isolation-samples.ts';
import type { Suite } from './suite.ts';

/** Changing what was stored, or what was got, never changes what anyone else gets. */
export function isolationPromises(suite: Suite): void {
  for (const [kind, sample] of Object.entries(isolationSamples)) {
    suite.promise(`changing ${kind} after it was stored changes nothing`, async ({ provider }) => {
      const early = sample();
      const pending = provider.set('key', early);
      tamper(early);
      await pending;
      assertSame(await provider.get('key'), sample(), 'changed before the call ended:');
      const late = sample();
      await provider.setMany([['key', late]]);
      tamper(late);
      assertSame(await provider.get('key'), sample(), 'changed after the call ended:');
    });

    suite.promise(`changing ${kind} that was got changes nothing for others`, async ({ provider }) => {
      await provider.set('key', sample());
      const reads: readonly (readonly [string, () => Promise<unknown>])[] = [
        ['get', () => provider.get('key')],
        ['getEntry', async () => (await provider.getEntry('key'))?.value],
        ['getMany', async () => (await provider.getMany(['key'])).get('key')],
        ['getEntries', async () => (await provider.getEntries(['key'])).get('key')?.value],
      ];
      const readTogether = await Promise.all(reads.map(async ([, read]) => read()));
      tamper(readTogether[0]);
      for (const other of readTogether.slice(1)) assertSame(other, sample(), 'read at the same time:');
      for (const [name, read] of reads) {
        tamper(await read());
        for (const [otherName, readAgain] of reads) {
          assertSame(await readAgain(), sample(), `${otherName} after a change to what ${name} gave:`);
        }
      }
    });

    suite.promise(`storing ${kind} does not freeze the caller's own`, async ({ provider }) => {
      const value = sample();
      await provider.set('key', value);
      await provider.setMany([['key', value]]);
      await provider.get('key');
      assert.deepEqual(frozenParts(value), []);
    });
  }

  suite.promise('changing metadata that was stored or got changes nothing', async ({ provider }) => {
    const metadata = { tags: ['a'], at: { ms: 1 } };
    const stored = structuredClone(metadata);
    const pending = provider.set('key', 1, { metadata: stored });
    tamper(stored);
    await pending;
    assert.deepEqual(frozenParts(stored), []);
    for (let round = 0; round < 2; round++) {
      const entry = await provider.getEntry('key');
      assertSame(entry?.metadata, metadata);
      assert.ok(Object.isFrozen(entry?.metadata), 'metadata is handed out frozen');
      tamper(entry);
    }
    assertSame((await provider.getEntries(['key'])).get('key')?.metadata, metadata);
  });

  suite.promise('changing a list of keys or entries during the call changes nothing', async ({ provider }) => {
    const entries: [string, unknown][] = [
      ['a', 1],
      ['b', 2],
    ];
    const writing = provider.setMany(entries);
    entries.pop();
    await writing;
    const keys = ['a', 'b'];
    const reading = provider.getMany(keys);
    keys.length = 0;
    assertSame(
      await reading,
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
  });

  suite.promise('changing the map of a batch changes nothing for others', async ({ provider }) => {
    await provider.set('key', 1);
    (await provider.getMany(['key'])).clear();
    (await provider.getEntries(['key'])).clear();
    assert.equal((await provider.getMany(['key'])).size, 1);
    assert.equal((await provider.getEntries(['key'])).size, 1);
  });

  if (suite.capabilities.isolation === 'frozen') {
    suite.promise('plain data is handed out deeply frozen', async ({ provider }) => {
      await provider.set('key', plainSample());
      assertDeeplyFrozen(await provider.get('key'));
      assertDeeplyFrozen((await provider.getEntry('key'))?.value);
      assertDeeplyFrozen((await provider.getMany(['key'])).get('key'));
    });
  } else {
    suite.promise('every read hands out an object of its own', async ({ provider }) => {
      await provider.set('key', plainSample());
      const [first, second] = await Promise.all([provider.get('key'), provider.get('key')]);
      assert.notEqual(first, second);
      assert.notEqual(await provider.get('key'), first);
      assert.equal(Object.isFrozen(first), false);
    });
  }
}
