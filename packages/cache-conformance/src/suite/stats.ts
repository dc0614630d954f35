import assert from 'node:assert/strict';
import type { CacheProvider, ProviderStats } from '@modular-agent/cache-contract';
import { rejection } from '../assert/assert-rejects.ts';
import { everyCall, setIfNewer } from './calls.ts';
import { trueTime } from './real-clock.ts';
import type { Suite } from './suite.ts';

/** What a provider tells of its work. */
export function statsPromises(suite: Suite): void {
  suite.promise('a new provider has done nothing', async ({ provider }) => {
    assert.deepEqual(await counts(provider), { hits: 0, misses: 0, sets: 0, deletes: 0, errors: 0 });
    const { evictions, expirations, unreadable } = await provider.getStats();
    assert.deepEqual([evictions, expirations, unreadable], [0, 0, 0]);
  });

  suite.promise('each key that is read counts as a hit or a miss', async ({ provider }) => {
    await provider.setMany([
      ['a', 0],
      ['b', null],
    ]);
    const before = await counts(provider);
    await provider.get('a');
    await provider.get('absent');
    await provider.getEntry('b');
    await provider.getEntry('absent');
    await provider.getMany(['a', 'absent', 'b']);
    await provider.getEntries(['absent', 'b', 'missing']);
    assert.deepEqual(await counts(provider), { ...before, hits: 5, misses: 5 });
  });

  suite.promise('exists and getSize count as neither hit nor miss', async ({ provider }) => {
    await provider.set('a', 1);
    const before = await counts(provider);
    await provider.exists('a');
    await provider.exists('absent');
    await provider.getSize();
    assert.deepEqual(await counts(provider), before);
  });

  suite.promise('each entry that is stored counts', async ({ provider }) => {
    await provider.set('a', 1);
    await provider.set('a', 2);
    await provider.setMany([
      ['b', 1],
      ['c', 2],
    ]);
    await rejection(() =>
      provider.setMany([
        ['d', 1],
        ['e', () => 1],
      ]),
    );
    assert.deepEqual(await counts(provider), { hits: 0, misses: 0, sets: 5, deletes: 0, errors: 1 });
  });

  if (suite.capabilities.setIfNewer) {
    suite.promise('setIfNewer counts if it stored', async ({ provider }) => {
      await setIfNewer(provider, 'a', 1, { stamp: 5 });
      await setIfNewer(provider, 'a', 1, { stamp: 4 });
      assert.deepEqual(await counts(provider), { hits: 0, misses: 0, sets: 1, deletes: 0, errors: 0 });
    });
  }

  suite.promise('each entry that is deleted counts, and one that was not there does not', async ({ provider }) => {
    await provider.setMany([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    await provider.delete('a');
    await provider.delete('a');
    await provider.deleteMany(['b', 'absent', 'c']);
    assert.equal((await counts(provider)).deletes, 3);
  });

  suite.promise('each call that rejects counts as one error, and as nothing else', async ({ provider }) => {
    await rejection(() => provider.get(''));
    await rejection(() => provider.getMany(['a', '']));
    await rejection(() => provider.set('a', () => 1));
    await rejection(() => provider.set('a', 1, { ttl: -1 }));
    await rejection(() => provider.delete(''));
    await rejection(() => provider.deleteMany(['', '\ud800']));
    assert.deepEqual(await counts(provider), { hits: 0, misses: 0, sets: 0, deletes: 0, errors: 6 });
  });

  suite.promise('stats are a picture of a moment', async ({ provider }) => {
    const before = await provider.getStats();
    await provider.set('a', 1);
    await provider.get('a');
    assert.deepEqual([before.hits, before.sets], [0, 0]);
  });

  suite.promise('the size in the stats is that of the store, where it is known', async ({ provider }) => {
    await provider.setMany([
      ['a', 1],
      ['b', 2],
    ]);
    const { size } = await provider.getStats();
    assert.ok(size === undefined || size === (await provider.getSize()), `size is ${size}`);
  });

  suite.promise('latency tells how long calls took, in milliseconds', async ({ provider }) => {
    const calls = everyCall(suite.capabilities).filter(({ operation }) => operation !== 'getStats');
    const started = trueTime();
    for (let round = 0; round < 3; round++) for (const { start } of calls) await start(provider, 'key');
    const elapsed = trueTime() - started;
    const { latency } = await provider.getStats();
    for (const [operation, summary] of Object.entries(latency)) assertPlausible(operation, summary, elapsed);
    if (suite.capabilities.latency === 'sampled') return;
    for (const { operation } of calls) {
      assert.equal(Reflect.get(latency, operation)?.count, 3, `measured calls of ${operation}`);
    }
  });

  if (suite.capabilities.sharedStore) {
    suite.promise('what others do in the same store does not count', async ({ provider, createNeighbor }) => {
      const neighbor = await createNeighbor();
      await neighbor.set('a', 1);
      await neighbor.get('a');
      assert.deepEqual(await counts(provider), { hits: 0, misses: 0, sets: 0, deletes: 0, errors: 0 });
    });
  }
}

async function counts(provider: CacheProvider): Promise<Partial<ProviderStats>> {
  const { hits, misses, sets, deletes, errors } = await provider.getStats();
  return { hits, misses, sets, deletes, errors };
}

function assertPlausible(
  operation: string,
  { count, p50, p99, max }: { count: number; p50: number; p99: number; max: number },
  elapsed: number,
): void {
  const told = `${operation}: ${count} calls, p50 ${p50}, p99 ${p99}, max ${max} ms`;
  assert.ok(Number.isInteger(count) && count >= 1 && count <= 3, told);
  assert.ok(p50 >= 0 && p50 <= p99 && p99 <= max, told);
  // Histograms round up a little.
  assert.ok(max <= elapsed * 1.1 + 1, `${told}, of ${elapsed} ms in all`);
}
